package dev.banyan.proxy;

import dev.banyan.control.Capability;
import dev.banyan.control.ControlStore;
import dev.banyan.proxy.accesslog.AccessLog;
import dev.banyan.proxy.admin.AdminActions;
import dev.banyan.proxy.admin.AdminAnswers;
import dev.banyan.proxy.admin.AdminServer;
import dev.banyan.proxy.admin.AdminToken;
import dev.banyan.proxy.admin.StatusReport;
import dev.banyan.proxy.canary.AnalysisLoop;
import dev.banyan.proxy.canary.CanaryAnalysis;
import dev.banyan.proxy.control.CapabilityBoard;
import dev.banyan.proxy.control.ControlLoop;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.count.ProxyMetrics;
import dev.banyan.proxy.forward.DataPlane;
import dev.banyan.proxy.forward.ProxyVerticle;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.listen.Door;
import dev.banyan.proxy.listen.DoorTransport;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.ownwrites.WatermarkPoll;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.routefile.RouteReload;
import dev.banyan.proxy.shadow.ShadowEvidence;
import dev.banyan.proxy.shadow.ShadowQueue;
import dev.banyan.proxy.upstream.ForbiddenAddress;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.lambda.Targets;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy. The data plane has event loops of its own; status, watermarks and shadow copies
 * share another one, so that nothing of theirs delays an answer.
 */
public final class BanyanProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BanyanProxy.class);
  private static final int SECONDS_TO_LISTEN = 20;
  private static final int STOP_MILLIS = 5_000;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** Clients that come back at once are away for a moment only; this long is longer. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final ProxyProperties properties;
  private final CapabilityBoard board;
  private final ControlLoop control;
  private final Door door;
  private final Vertx dataVertx;
  private final Vertx sideVertx;
  private final ShadowQueue shadow;
  private final WatermarkPoll watermarks;
  private final AdminServer admin;
  private final AdminToken token;
  private final DataPlane plane;
  private final Targets targets;
  private final RouteReload reload;
  private final AnalysisLoop analysis;
  private final Reachability reachability;
  private final @Nullable AccessLog accessLog;
  private final List<ProxyVerticle> listeners = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private BanyanProxy(ProxyProperties properties, ControlStore store, Clock clock, String id) {
    this.properties = properties;
    RoutingConfig routing = properties.routing();
    ForbiddenAddress.allow(routing.allowLinkLocal());
    refuseForbidden(properties);
    Map<String, String> texts = RoutesSource.read(properties.routes());
    RouteTable routes = RouteReload.checked(texts);
    this.token = AdminToken.of(properties.admin());
    this.accessLog = AccessLog.open(routing.accessLog());
    this.targets = new Targets(clock);
    ProxyCounters counters = new ProxyCounters();
    ProxyMetrics metrics = new ProxyMetrics();
    OwnWrites ownWrites = new OwnWrites(properties.ownWrites(), clock);
    String who = "proxy " + id;
    AdminActions actions = new AdminActions(store, clock, who);
    this.board = new CapabilityBoard(properties.hold());
    routes.capabilities().forEach(board::gate);
    this.control = new ControlLoop(store, board, properties.control(), clock, id);
    this.door =
        new Door(properties.listen().wire(), properties.edge(), properties.limits().connections());
    this.dataVertx =
        Vertx.builder()
            .with(options(properties.threads()))
            .withTransport(DoorTransport.of(door, properties.edge().nativeTransport()))
            .build();
    this.sideVertx = Vertx.vertx(options(1));
    this.shadow = new ShadowQueue(sideVertx, properties.shadow(), clock);
    CanaryAnalysis canary = new CanaryAnalysis(store, routing.canary(), clock, who);
    this.plane =
        new DataPlane(
            properties.forward(),
            new DataPlane.Policy(properties.breaker(), routing.retries(), routing.secret()),
            routes,
            board,
            new DataPlane.Shared(ownWrites, counters, metrics, shadow, canary, targets, accessLog));
    this.watermarks =
        new WatermarkPoll(
            sideVertx, ownWrites, properties.ownWrites(), plane::serverlessOf, this::capabilities);
    this.reload =
        new RouteReload(
            () -> RoutesSource.texts(properties.routes()),
            texts,
            routes.routes().size(),
            plane::follow,
            state ->
                actions.audit(AdminActions.ROUTES, state.routes() + " routes", state.version()),
            clock);
    this.reachability = new Reachability(sideVertx, LOOK_EVERY, plane::targets);
    ShadowEvidence evidence =
        new ShadowEvidence(store, shadow.reports(), properties.shadow(), clock, id);
    this.analysis =
        new AnalysisLoop(
            this::capabilities,
            List.of(canary::check, evidence::check),
            routing.canary().interval());
    StatusReport.Parts parts =
        new StatusReport.Parts(
            board,
            control,
            plane,
            ownWrites,
            counters,
            shadow.reports(),
            canary,
            reload,
            accessLog);
    ProcessMetrics.register(metrics, parts, clock);
    this.admin =
        new AdminServer(
            sideVertx,
            properties.admin(),
            token,
            new AdminAnswers(new StatusReport(parts, clock), parts, metrics, actions));
  }

  private static void refuseForbidden(ProxyProperties properties) {
    for (Upstream side :
        List.of(properties.forward().legacy(), properties.forward().serverless())) {
      String problem = ForbiddenAddress.problem(side.host());
      if (problem != null) {
        throw new StartUpException("banyan.proxy." + side.side().label() + ": " + problem);
      }
    }
  }

  private List<Capability> capabilities() {
    return board.gates().stream().map(WriteGate::capability).toList();
  }

  private static VertxOptions options(int eventLoops) {
    return new VertxOptions()
        .setEventLoopPoolSize(eventLoops)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(2)
        .setDisableTCCL(true) // there is one class loader
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private void publishToken() {
    try {
      token.publish();
    } catch (IOException e) {
      throw new StartUpException(
          "the admin token cannot be written to %s (%s): set BANYAN_ADMIN_TOKEN, or a path that can be written as --banyan.proxy.admin.token-file"
              .formatted(properties.admin().tokenFile(), e),
          e);
    }
  }

  /**
   * Starts a proxy: reads the records, registers, then listens.
   *
   * @param id unique per process
   * @throws dev.banyan.proxy.routefile.RouteFileException on a mistake in a route file
   * @throws dev.banyan.control.ControlException if the control store does not answer in time
   */
  public static BanyanProxy start(
      ProxyProperties properties, ControlStore store, Clock clock, String id) {
    BanyanProxy proxy = new BanyanProxy(properties, store, clock, id);
    try {
      proxy.control.start();
      proxy.listen();
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private void listen() {
    await(
        admin.start(),
        "admin port " + properties.admin().port(),
        "--banyan.proxy.admin.port=PORT (property banyan.proxy.admin.port)");
    for (int i = 0; i < properties.threads(); i++) {
      listeners.add(new ProxyVerticle(plane, properties.listen(), door, i == 0));
    }
    await(
        dataVertx.deployVerticle(
            listeners.iterator()::next, new DeploymentOptions().setInstances(listeners.size())),
        "the data plane",
        "--banyan.proxy.event-loops=1 (property banyan.proxy.event-loops)");
    listeners.forEach(
        listener ->
            await(
                listener.listen(),
                "port " + properties.port(),
                "--banyan.proxy.port=PORT (property banyan.proxy.port)"));
    publishToken();
    reload.watch(properties.routing().watch());
    reachability.look();
    LOG.info("listening on {}:{}, admin on {}", properties.host(), port(), admin.port());
  }

  private static void await(Future<?> start, String what, String option) {
    try {
      start.toCompletionStage().toCompletableFuture().get(SECONDS_TO_LISTEN, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StartUpException(
          "%s cannot be listened on (%s): is another process using it? Choose one with %s"
              .formatted(what, e.getCause(), option),
          e);
    } catch (TimeoutException e) {
      throw new StartUpException(what + " cannot be listened on: no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartUpException("interrupted while starting", e);
    }
  }

  /** The port that clients reach. */
  public int port() {
    return listeners.get(0).port();
  }

  /** The port that operators reach. */
  public int adminPort() {
    return admin.port();
  }

  /**
   * Gives notice, takes no more requests, lets those under way end, leaves the register, stops.
   *
   * <p>The register is left only when no write is on its way any more: until then a switch must not
   * be made around this proxy.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    giveNotice();
    long drain = properties.limits().drain().toMillis();
    quietly(
        Future.join(listeners.stream().map(listener -> listener.shutdown(drain)).toList()),
        drain + 1_000);
    boolean clean = board.onTheirWay() == 0;
    if (!clean) {
      LOG.warn(
          "{} writes have no answer yet: the proxy stays registered as {}, so that no switch is"
              + " made around them",
          board.onTheirWay(),
          control.id());
    }
    String failure = control.stop(clean);
    if (failure != null) {
      LOG.warn(
          "proxy {} could not leave the register ({}): take it off before the next switch",
          control.id(),
          failure);
    }
    reload.close();
    analysis.close();
    reachability.close();
    watermarks.close();
    shadow.close();
    // One after the other: a future of one that ends on an event loop of another that has ended
    // would be rejected there.
    quietly(admin.close(), STOP_MILLIS);
    quietly(dataVertx.close(), STOP_MILLIS);
    quietly(sideVertx.close(), STOP_MILLIS);
    targets.close();
    if (accessLog != null) {
      accessLog.close();
    }
  }

  /**
   * Says that it stops, while it still takes requests: health answers 503, so that load balancers
   * look elsewhere; every answer closes its connection. Without this a request that a client sends
   * at the moment in which its idle connection is closed would be lost.
   */
  private void giveNotice() {
    admin.drain();
    long notice = properties.limits().notice().toMillis();
    if (notice > 0) {
      listeners.forEach(listener -> listener.giveNotice(notice));
      await(notice);
    }
  }

  /**
   * Waits for clients to stay away, or for the notice to end. That none is connected at one moment
   * says little: each answer closes its connection, and the clients may all be about to come back.
   */
  private void await(long millis) {
    long now = System.nanoTime();
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    long quietSince = now;
    while (now < end && now - quietSince < QUIET_NANOS && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      now = System.nanoTime();
      if (door.open() > 0) {
        quietSince = now;
      }
    }
  }

  private static void quietly(Future<?> end, long millis) {
    try {
      end.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("while stopping", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
