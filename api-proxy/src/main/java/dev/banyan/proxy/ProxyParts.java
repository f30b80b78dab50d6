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
import dev.banyan.proxy.control.UnrecordedCapabilities;
import dev.banyan.proxy.count.ProxyCounters;
import dev.banyan.proxy.count.ProxyMetrics;
import dev.banyan.proxy.forward.DataPlane;
import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.listen.CertificatePair;
import dev.banyan.proxy.listen.Door;
import dev.banyan.proxy.listen.DoorTransport;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.ownwrites.WatermarkPoll;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.routefile.RouteReload;
import dev.banyan.proxy.shadow.ShadowEvidence;
import dev.banyan.proxy.shadow.ShadowQueue;
import dev.banyan.proxy.upstream.ForbiddenAddress;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.lambda.Targets;
import dev.banyan.proxy.wire.RequestMemory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is made of, wired and not started. The data plane has event loops of its own;
 * status, watermarks and shadow copies share another one, so that nothing of theirs delays an
 * answer.
 */
final class ProxyParts {

  /** Of operators, that are answered at a time though they wait for files or the control store. */
  private static final int QUESTIONS = 4;

  private static final int WATERMARKS_AT_ONCE = 2;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  final ProxyProperties properties;
  final CapabilityBoard board;
  final ControlLoop control;
  final UnrecordedCapabilities unrecorded;
  final Door door;
  final Vertx dataVertx;
  final Vertx sideVertx;
  final ShadowQueue shadow;
  final WatermarkPoll watermarks;
  final AdminServer admin;
  final AdminToken token;
  final DataPlane plane;
  final Targets targets;
  final RouteReload reload;
  final AnalysisLoop analysis;
  final Reachability reachability;
  final @Nullable AccessLog accessLog;

  /**
   * Reads and checks the routes and begins to read the records, while the rest is made.
   *
   * @param id unique per process
   */
  ProxyParts(ProxyProperties properties, ControlStore store, Clock clock, String id) {
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
    control.readAhead();
    this.door =
        new Door(
            properties.listen().wire(),
            properties.edge().tls(),
            properties.edge().http2(),
            RequestMemory.ofHeap(properties.threads(), counters.cutOff),
            properties
                .limits()
                .connectionsWithin(Runtime.getRuntime().maxMemory(), properties.edge().tls()));
    this.dataVertx =
        Vertx.builder()
            .with(options(properties.threads(), 1))
            .withTransport(DoorTransport.of(door, properties.edge().nativeTransport()))
            .build();
    Door adminDoor = AdminServer.door(properties.listen().wire().head());
    this.sideVertx =
        Vertx.builder()
            .with(options(1, QUESTIONS))
            .withTransport(DoorTransport.of(adminDoor, false))
            .build();
    this.shadow =
        new ShadowQueue(
            sideVertx, asides(properties.shadow().concurrency()), properties.shadow(), clock);
    CanaryAnalysis canary = new CanaryAnalysis(store, routing.canary(), clock, who);
    this.plane =
        new DataPlane(
            properties.forward(),
            new DataPlane.Policy(properties.breaker(), routing.retries(), routing.secret()),
            routes,
            board,
            new DataPlane.Shared(ownWrites, counters, metrics, shadow, canary, targets, accessLog));
    this.unrecorded = new UnrecordedCapabilities(board, control::freshness, plane::table);
    this.watermarks =
        new WatermarkPoll(
            sideVertx,
            asides(WATERMARKS_AT_ONCE),
            ownWrites,
            properties.ownWrites(),
            plane::serverlessOf,
            this::capabilities);
    this.reload =
        new RouteReload(
            () -> RoutesSource.texts(properties.routes()),
            texts,
            routes.routes().size(),
            plane::follow,
            state -> {
              actions.audit(AdminActions.ROUTES, state.routes() + " routes", state.version());
              unrecorded.report();
            },
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
            unrecorded,
            accessLog);
    ProcessMetrics.register(metrics, parts, clock);
    ProcessMetrics.register(metrics, door);
    this.admin =
        new AdminServer(
            sideVertx,
            properties.admin(),
            token,
            new AdminAnswers(new StatusReport(parts, clock), parts, metrics, actions),
            adminDoor);
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

  /**
   * Looks whether the certificate can be used.
   *
   * @throws StartUpException if it cannot
   */
  void checkCertificate() {
    String problem =
        properties.edge().tls() ? CertificatePair.problem(sideVertx, properties.edge()) : null;
    if (problem != null) {
      throw new StartUpException("banyan.proxy.edge.certificate: " + problem);
    }
  }

  private List<Capability> capabilities() {
    return board.gates().stream().map(WriteGate::capability).toList();
  }

  /** Of those who ask sides beside the data path. */
  private SideClients asides(int connections) {
    return new SideClients(
        sideVertx, properties.pool().of(connections), properties.limits().answers());
  }

  private static VertxOptions options(int eventLoops, int workers) {
    return new VertxOptions()
        .setEventLoopPoolSize(eventLoops)
        .setWorkerPoolSize(workers)
        .setInternalBlockingPoolSize(2)
        .setDisableTCCL(true) // there is one class loader
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }
}
