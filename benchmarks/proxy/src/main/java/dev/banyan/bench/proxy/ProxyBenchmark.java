package dev.banyan.bench.proxy;

import dev.banyan.bench.BenchException;
import dev.banyan.bench.Benchmark;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Metrics;
import dev.banyan.bench.Pause;
import dev.banyan.bench.Ports;
import dev.banyan.bench.Programs;
import dev.banyan.bench.Report;
import dev.banyan.bench.Rounds;
import dev.banyan.bench.Running;
import dev.banyan.bench.ServerProcess;
import dev.banyan.bench.WorkerProcess;
import dev.banyan.control.ReadStage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code benchmarks/run proxy}. */
@Command(
    name = "benchmarks/run proxy",
    mixinStandardHelpOptions = true,
    description = {
      "wrk against Banyan (routing, a 50 %% canary by user, metrics and correlation on), Spring Cloud",
      "Gateway, nginx and HAProxy (plain pass-through), in front of one fast upstream.",
      "Cases: small-32, small-256 (660-byte bodies), large-32, large-256 (64 KB), shadow, start."
    })
final class ProxyBenchmark extends Benchmark {

  static final List<String> LOADS = List.of("small-32", "small-256", "large-32", "large-256");

  /** Of Spring Cloud Gateway, and of ours besides what it comes with. */
  static final List<String> JVM =
      List.of("-Xmx256m", "-Xmn170m", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages");

  private static final String BANYAN = "banyan";
  private static final Duration START = Duration.ofSeconds(60);
  private static final int CANARY_PERCENT = 50;

  /** Rounds of a load are so much shorter and more: neighbours then meet the same machine. */
  private static final int SLICES = 3;

  /**
   * Short ones, because connections come and go: with the first that end the compiler learns what
   * it must throw away code for.
   */
  private static final int WARM_UPS = 12;

  private static final int WARM_UP_SECONDS = 3;
  private static final int POLL_MILLIS = 2_500;
  private static final int SHADOW_CONNECTIONS = 8;

  private ProxyBenchmark() {
    super("proxy", List.of("small-32", "small-256", "large-32", "large-256", "shadow", "start"));
  }

  public static void main(String[] args) {
    main(new ProxyBenchmark(), args);
  }

  @Override
  protected void measure(Installation installation, Running running, Report report)
      throws Exception {
    Path program =
        Programs.find("wrk")
            .orElseThrow(() -> new BenchException("needs wrk: apt-get install wrk"));
    Wrk wrk = Wrk.install(program, installation.work());
    int upstream = upstream(installation, running, report);
    WorkerProcess cloud =
        running.add(
            WorkerProcess.start(
                "dynamodb",
                "dev.banyan.bench.standins.StandInWorker",
                installation.classPath("benchmarks/stand-ins"),
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                installation.work()));
    String dynamoDb = cloud.call("dynamoDb", START).path("uri").asText();
    Stages stages = running.add(Stages.create(dynamoDb, BanyanServer.CAPABILITY));
    BanyanServer server = BanyanServer.prepare(installation, dynamoDb);
    if (LOADS.stream().anyMatch(options()::wants)) {
      stages.set(ReadStage.canary(CANARY_PERCENT));
      Map<String, Proxy> proxies = new LinkedHashMap<>();
      proxies.put(BANYAN, banyan(server, running, "banyan", upstream, upstream));
      new Peers(installation, running, report, upstream).start(proxies);
      load(wrk, proxies, report);
      proxies.values().forEach(proxy -> running.stop(proxy.process()));
    }
    measure(
        report,
        "shadow",
        () -> report.add("shadow", shadow(server, running, wrk, stages, upstream)));
    measure(
        report,
        "start",
        () -> {
          stages.set(ReadStage.canary(CANARY_PERCENT));
          int rounds = options().quick() ? 1 : Math.max(5, options().rounds());
          report.add("start", new StartUp(server, installation, running, upstream).measure(rounds));
        });
    ProxyRatios.add(report, BANYAN);
  }

  private static int upstream(Installation installation, Running running, Report report)
      throws IOException {
    Optional<Path> nginx = Programs.find("nginx");
    if (nginx.isEmpty()) {
      report.setting("upstream", "Vert.x");
      WorkerProcess worker =
          running.add(
              WorkerProcess.start(
                  "upstream",
                  UpstreamServer.class.getName(),
                  installation.classPath("benchmarks/proxy"),
                  List.of("-Xmx128m"),
                  installation.work()));
      return worker.call("start", START).path("port").asInt();
    }
    report.setting("upstream", "nginx, static files, one worker");
    int port = Ports.free();
    Path config = NginxFiles.upstream(installation.work(), port);
    List<String> command = NginxFiles.command(nginx.get(), config, installation.work());
    running
        .add(ServerProcess.start("upstream", command, Map.of(), installation.work()))
        .awaitPort(port);
    return port;
  }

  private static Proxy banyan(
      BanyanServer server, Running running, String name, int legacy, int serverless) {
    int port = Ports.free();
    ServerProcess process = running.add(server.start(name, port, legacy, serverless, JVM));
    process.awaitPort(port);
    return new Proxy(process, port);
  }

  private void load(Wrk wrk, Map<String, Proxy> proxies, Report report) throws Exception {
    List<String> names = new ArrayList<>(proxies.keySet());
    System.err.println("warm-up");
    for (String path : List.of("/large", "/small")) {
      int loads = path.equals("/small") ? WARM_UPS : 1;
      Rounds.run(names, loads, name -> measure(wrk, proxies, name, path, 32, WARM_UP_SECONDS));
    }
    for (String load : LOADS) {
      String path = "/" + load.substring(0, load.indexOf('-'));
      int connections = Integer.parseInt(load.substring(load.indexOf('-') + 1));
      measure(
          report,
          load,
          () ->
              report.add(
                  load,
                  Rounds.run(
                      names,
                      options().quick() ? 1 : SLICES * options().rounds(),
                      name -> measure(wrk, proxies, name, path, connections, sliceSeconds()))));
    }
  }

  private int sliceSeconds() {
    return (options().seconds() + SLICES - 1) / SLICES;
  }

  private Metrics measure(
      Wrk wrk, Map<String, Proxy> proxies, String name, String path, int connections, int seconds) {
    Proxy proxy = proxies.get(name);
    if (proxy == null) {
      throw new IllegalArgumentException("no candidate " + name);
    }
    return proxy.measure(wrk, path, connections, seconds);
  }

  /** One proxy whose other side never answers, with and without shadowing into it. */
  private Map<String, List<Metrics>> shadow(
      BanyanServer server, Running running, Wrk wrk, Stages stages, int upstream)
      throws IOException {
    BlackHole hole = running.add(BlackHole.open());
    stages.set(ReadStage.LEGACY);
    Proxy proxy = banyan(server, running, "banyan-shadow", upstream, hole.port());
    proxy.measure(wrk, "/small", SHADOW_CONNECTIONS, options().seconds());
    Map<String, List<Metrics>> rounds =
        Rounds.run(
            List.of("no-shadow", "shadow"),
            options().rounds(),
            name -> {
              stages.set(name.equals("shadow") ? ReadStage.SHADOW : ReadStage.LEGACY);
              Pause.millis(POLL_MILLIS); // the proxy reads the record once a second
              return proxy.measure(wrk, "/small", SHADOW_CONNECTIONS, options().seconds());
            });
    running.stop(proxy.process());
    return rounds;
  }
}
