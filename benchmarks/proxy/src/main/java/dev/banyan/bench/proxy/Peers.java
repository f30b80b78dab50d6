package dev.banyan.bench.proxy;

import dev.banyan.bench.BenchException;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Ports;
import dev.banyan.bench.Programs;
import dev.banyan.bench.Report;
import dev.banyan.bench.Running;
import dev.banyan.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts the other proxies; one that is not there is skipped with a message. */
final class Peers {

  static final String SCG = "spring-cloud-gateway";
  static final String NGINX = "nginx";
  static final String HAPROXY = "haproxy";

  private final Installation installation;
  private final Running running;
  private final Report report;
  private final int upstream;

  Peers(Installation installation, Running running, Report report, int upstream) {
    this.installation = installation;
    this.running = running;
    this.report = report;
    this.upstream = upstream;
  }

  void start(Map<String, Proxy> proxies) throws IOException {
    Optional<Path> nginx = Programs.find("nginx");
    if (nginx.isPresent()) {
      int port = Ports.free();
      Path config = NginxFiles.proxy(installation.work(), port, upstream);
      List<String> command = NginxFiles.command(nginx.get(), config, installation.work());
      proxies.put(NGINX, started(NGINX, port, command));
    } else {
      report.skip(NGINX, "not installed: apt-get install nginx");
    }
    Optional<Path> haproxy = Programs.find("haproxy");
    if (haproxy.isPresent()) {
      int port = Ports.free();
      Path config = HaproxyFiles.write(installation.work(), port, upstream);
      List<String> command = List.of(haproxy.get().toString(), "-db", "-f", config.toString());
      proxies.put(HAPROXY, started(HAPROXY, port, command));
    } else {
      report.skip(HAPROXY, "not installed: apt-get install haproxy");
    }
    springCloudGateway(proxies);
  }

  private Proxy started(String name, int port, List<String> command) {
    ServerProcess process =
        running.add(ServerProcess.start(name, command, Map.of(), installation.work()));
    process.awaitPort(port);
    return new Proxy(process, port);
  }

  private void springCloudGateway(Map<String, Proxy> proxies) {
    String classPath;
    try {
      classPath = installation.classPath("benchmarks/proxy-peer-scg");
    } catch (BenchException e) {
      report.skip(SCG, String.valueOf(e.getMessage()));
      return;
    }
    int port = Ports.free();
    String route = "--spring.cloud.gateway.server.webflux.routes[0].";
    List<String> arguments = new ArrayList<>(ProxyBenchmark.JVM);
    arguments.addAll(
        List.of(
            "dev.banyan.bench.scg.GatewayApplication",
            "--server.address=127.0.0.1",
            "--server.port=" + port,
            route + "id=legacy",
            route + "uri=http://127.0.0.1:" + upstream,
            route + "predicates[0]=Path=/**"));
    ServerProcess process =
        running.add(
            ServerProcess.startJvm(SCG, classPath, arguments, Map.of(), installation.work()));
    process.awaitPort(port);
    proxies.put(SCG, new Proxy(process, port));
  }
}
