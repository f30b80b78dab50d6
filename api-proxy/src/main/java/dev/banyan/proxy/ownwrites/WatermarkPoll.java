package dev.banyan.proxy.ownwrites;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks serverless for its watermark while somebody waits for it, and forgets who need not wait. */
public final class WatermarkPoll implements AutoCloseable {

  private static final long TIMEOUT_MILLIS = 1_000;

  private final Vertx vertx;
  private final OwnWrites ownWrites;
  private final Upstream serverless;
  private final Supplier<Collection<Capability>> capabilities;
  private final HttpClientAgent client;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final long timer;

  /**
   * Starts polling.
   *
   * @param vertx one whose event loops answer no client
   */
  public WatermarkPoll(
      Vertx vertx,
      OwnWrites ownWrites,
      OwnWritesConfig config,
      Upstream serverless,
      Supplier<Collection<Capability>> capabilities) {
    this.vertx = vertx;
    this.ownWrites = ownWrites;
    this.serverless = serverless;
    this.capabilities = capabilities;
    this.client = vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(2)).build();
    this.timer = vertx.setPeriodic(config.poll().toMillis(), tick -> poll());
  }

  private void poll() {
    for (Capability capability : capabilities.get()) {
      if (!ownWrites.isQuiet(capability.name())) {
        ownWrites.sweep(capability.name(), capability.owner());
        if (needed(capability) && asked.add(capability.name())) {
          ask(capability);
        }
      }
    }
  }

  /** Nobody reads from serverless before the canary, and nobody waits for it once it owns. */
  private boolean needed(Capability capability) {
    return capability.owner() == Side.LEGACY
        && capability.readStage().percent() > 0
        && ownWrites.awaitsWatermark(capability.name());
  }

  private void ask(Capability capability) {
    String name = capability.name();
    client
        .request(
            serverless
                .request(HttpMethod.GET, "/banyan/watermarks/" + name, TIMEOUT_MILLIS)
                .setIdleTimeout(TIMEOUT_MILLIS))
        .compose(HttpClientRequest::send)
        .compose(HttpClientResponse::body)
        .map(WatermarkPoll::watermark)
        .onSuccess(
            watermark -> {
              ownWrites.watermark(name, watermark);
              ownWrites.sweep(name, capability.owner());
            })
        .onComplete(answer -> asked.remove(name));
  }

  private static @Nullable String watermark(Buffer body) {
    return new JsonObject(body).getString("watermark");
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    client.shutdown(0, TimeUnit.SECONDS);
  }
}
