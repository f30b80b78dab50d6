package dev.banyan.bench.proxy;

import dev.banyan.bench.Installation;
import dev.banyan.bench.Ports;
import dev.banyan.bench.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The proxy under test, with routing, cohorts, metrics and correlation on. */
final class BanyanServer {

  static final String CAPABILITY = "bench";

  private final Installation installation;
  private final String dynamoDb;
  private final Path routes;

  private BanyanServer(Installation installation, String dynamoDb, Path routes) {
    this.installation = installation;
    this.dynamoDb = dynamoDb;
    this.routes = routes;
  }

  static BanyanServer prepare(Installation installation, String dynamoDb) throws IOException {
    String text =
        """
        routes:
          - {method: GET, path: "/small/{id}", capability: bench, access: read, timeout: 5s}
          - {method: GET, path: "/large/{id}", capability: bench, access: read, timeout: 5s}
          - {method: PUT, path: "/small/{id}", capability: bench, access: write, timeout: 5s}
        """;
    Path routes = Files.writeString(installation.work().resolve("routes.yaml"), text);
    return new BanyanServer(installation, dynamoDb, routes);
  }

  /**
   * Starts it; it listens soon.
   *
   * @param jvmArgs besides those that come with the proxy
   */
  ServerProcess start(String name, int port, int legacy, int serverless, List<String> jvmArgs) {
    List<String> arguments = new ArrayList<>();
    arguments.add(jvmOptions());
    arguments.addAll(jvmArgs);
    arguments.addAll(
        List.of(
            "dev.banyan.proxy.ProxyApplication",
            "--banyan.proxy.host=127.0.0.1",
            "--banyan.proxy.port=" + port,
            "--banyan.proxy.admin.port=" + Ports.free(),
            "--banyan.proxy.admin.token-file=" + installation.work().resolve(name + "-token"),
            "--banyan.proxy.routes=" + routes,
            "--banyan.proxy.legacy=http://127.0.0.1:" + legacy,
            "--banyan.proxy.serverless=http://127.0.0.1:" + serverless));
    return ServerProcess.startJvm(
        name, installation.classPath("api-proxy"), arguments, environment(), installation.work());
  }

  /**
   * Has the proxy make an archive of its classes, as {@code archive.sh} does; it ends by itself.
   */
  ServerProcess train(Path archive) {
    return ServerProcess.startJvm(
        "training",
        installation.classPath("api-proxy"),
        List.of(
            jvmOptions(),
            "-XX:ArchiveClassesAtExit=" + archive,
            "dev.banyan.proxy.ArchiveTraining"),
        Map.of(),
        installation.work());
  }

  /** The JVM's flags that come with the proxy. */
  private String jvmOptions() {
    return "@" + installation.home().resolve("api-proxy/bin/jvm.options");
  }

  private Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb,
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "banyan",
        "AWS_SECRET_ACCESS_KEY", "banyan");
  }
}
