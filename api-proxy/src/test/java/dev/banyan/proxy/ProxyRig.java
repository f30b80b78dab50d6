package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.proxy.accesslog.AccessLogConfig;
import dev.banyan.proxy.admin.AdminConfig;
import dev.banyan.proxy.canary.CanaryConfig;
import dev.banyan.proxy.control.ControlConfig;
import dev.banyan.proxy.forward.BreakerConfig;
import dev.banyan.proxy.forward.RetryConfig;
import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.ownwrites.OwnWritesConfig;
import dev.banyan.proxy.shadow.ShadowConfig;
import dev.banyan.proxy.upstream.PoolConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A proxy between two real servers, with a control store in memory. */
final class ProxyRig implements AutoCloseable {

  static final String POSITION_1 = "1700000001.0000000001.00000";
  static final String POSITION_2 = "1700000002.0000000001.00000";
  static final String TOKEN = "operator";
  static final String SECRET = "a-secret-of-some-length";

  /** Without notice before a stop, and little patience in it, for there are many. */
  static final LimitsConfig QUICK = quick(LimitsConfig.DEFAULT);

  final Vertx vertx = Vertx.vertx();
  final TestSide legacy = new TestSide(vertx, "legacy");
  final TestSide serverless = new TestSide(vertx, "serverless");
  final TestStore store;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final BanyanProxy proxy;

  ProxyRig() {
    this(p -> p);
  }

  ProxyRig(UnaryOperator<ProxyProperties> settings) {
    this(settings, new TestStore());
  }

  ProxyRig(UnaryOperator<ProxyProperties> settings, TestStore store) {
    this.store = store;
    proxy =
        BanyanProxy.start(
            settings.apply(properties(legacy.url(), serverless.url())),
            store,
            Clock.systemUTC(),
            "proxy-1");
  }

  static ProxyProperties properties(String legacy, String serverless) {
    return new ProxyProperties(
        "127.0.0.1",
        0,
        legacy,
        serverless,
        "classpath:test-routes.yaml",
        2,
        false,
        new ControlConfig(
            "t", Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(200)),
        HoldConfig.DEFAULT,
        new OwnWritesConfig(
            true, 1_000, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofMillis(20)),
        shadow(500, 8),
        PoolConfig.DEFAULT,
        BreakerConfig.DEFAULT,
        QUICK,
        new AdminConfig("127.0.0.1", 0, TOKEN, "unused"),
        EdgeConfig.DEFAULT,
        routing(CanaryConfig.DEFAULT, RetryConfig.DEFAULT));
  }

  private static LimitsConfig quick(LimitsConfig l) {
    return new LimitsConfig(
        l.requestLine(),
        l.headers(),
        l.fields(),
        l.body(),
        l.head(),
        l.bodyRate(),
        l.connections(),
        l.idle(),
        Duration.ZERO,
        Duration.ofMillis(500));
  }

  /** Short times, so that nothing is waited for. */
  static ShadowConfig shadow(int queue, int concurrency) {
    return new ShadowConfig(
        queue,
        concurrency,
        256 * 1024,
        Duration.ofSeconds(5),
        Duration.ofMillis(50),
        20,
        Duration.ofHours(1));
  }

  static RoutingConfig routing(CanaryConfig canary, RetryConfig retries) {
    return new RoutingConfig(
        SECRET, Duration.ofMillis(20), false, retries, canary, AccessLogConfig.DEFAULT);
  }

  static ProxyProperties with(ProxyProperties p, RoutingConfig routing) {
    return Records.with(p, "routing", routing);
  }

  static ProxyProperties with(ProxyProperties p, OwnWritesConfig ownWrites) {
    return Records.with(p, "ownWrites", ownWrites);
  }

  static ProxyProperties withRoutes(ProxyProperties p, String routes) {
    return Records.with(p, "routes", routes);
  }

  static ProxyProperties with(ProxyProperties p, HoldConfig hold) {
    return Records.with(p, "hold", hold);
  }

  static ProxyProperties with(ProxyProperties p, ShadowConfig shadow) {
    return Records.with(p, "shadow", shadow);
  }

  static ProxyProperties with(ProxyProperties p, BreakerConfig breaker) {
    return Records.with(p, "breaker", breaker);
  }

  static ProxyProperties with(ProxyProperties p, LimitsConfig limits, EdgeConfig edge) {
    return with(p, limits, edge, p.pool());
  }

  static ProxyProperties with(
      ProxyProperties p, LimitsConfig limits, EdgeConfig edge, PoolConfig pool) {
    return Records.with(
        Records.with(Records.with(p, "limits", limits), "edge", edge), "pool", pool);
  }

  /** With one that is spoken to in HTTP/2. */
  static ProxyProperties withLegacyInHttp2(ProxyProperties p, String legacy) {
    PoolConfig d = PoolConfig.DEFAULT;
    PoolConfig http2 =
        new PoolConfig(d.size(), d.queue(), d.connect(), d.keepAlive(), d.idle(), true, false);
    return Records.with(withLegacy(p, legacy), "pool", http2);
  }

  static ProxyProperties withLegacy(ProxyProperties p, String legacy) {
    return Records.with(p, "legacy", legacy);
  }

  static ProxyProperties withServerless(ProxyProperties p, String serverless) {
    return Records.with(p, "serverless", serverless);
  }

  /** Changes a capability and waits until the proxy has acknowledged it. */
  Capability change(String name, UnaryOperator<Capability> change) {
    Capability next = store.change(name, change);
    await(() -> store.isAcknowledged(next));
    return next;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpRequest get(String path, String user) {
    return user == null
        ? request(path).build()
        : request(path).header("Authorization", bearer(user)).build();
  }

  HttpRequest put(String path, String user) {
    HttpRequest.Builder builder = request(path).PUT(HttpRequest.BodyPublishers.noBody());
    return user == null ? builder.build() : builder.header("Authorization", bearer(user)).build();
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  String side(HttpRequest request) {
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).isLessThan(500);
    return response.headers().firstValue("X-Banyan-Side").orElse("none");
  }

  HttpRequest.Builder admin(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.adminPort() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + TOKEN);
  }

  JsonObject asked(String path) {
    return new JsonObject(send(admin(path).build()).body());
  }

  JsonObject status() {
    return asked("/status");
  }

  JsonObject status(String capability) {
    return status().getJsonObject("capabilities").getJsonObject(capability);
  }

  static String bearer(String user) {
    String claims = "{\"iss\":\"x\",\"n\":{\"sub\":\"no\"},\"sub\":\"" + user + "\"}";
    String payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return "Bearer e30." + payload + ".c2ln";
  }

  static void await(BooleanSupplier condition) {
    await(condition, () -> "deadline of a wait");
  }

  /** Waits, and says what there is instead when it gives up. */
  static void await(BooleanSupplier condition, Supplier<String> instead) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(instead).isLessThan(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    store.away = false;
    proxy.close();
    legacy.close();
    serverless.close();
    vertx.close();
  }
}
