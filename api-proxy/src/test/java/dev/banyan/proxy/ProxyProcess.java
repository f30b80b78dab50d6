package dev.banyan.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A proxy in a process of its own, before a side whose URL is the argument; prints its ports. */
final class ProxyProcess {

  private ProxyProcess() {}

  /** One that listens. */
  record Started(Process process, int port, int adminPort) {

    /** What it counts. */
    String metrics() throws IOException {
      String request =
          "GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(ProxyRig.TOKEN);
      return RawClient.send(adminPort, RawClient.bytes(request), RawClient.PATIENCE_MILLIS).text();
    }
  }

  /**
   * Starts one with the JVM's flags as they are shipped.
   *
   * @param flags more of them, such as {@code -Xmx128m}; {@code -Droutes=FILE} for other routes
   */
  static Started start(String url, String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@bin/jvm.options"));
    command.addAll(List.of(flags));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ProxyProcess.class.getName(), url));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        drain(out);
        String[] said = line.split(" ");
        return new Started(process, Integer.parseInt(said[1]), Integer.parseInt(said[3]));
      }
    }
    throw new IOException("the proxy did not start");
  }

  /** A pipe that is full stops who writes its log there. */
  private static void drain(BufferedReader out) {
    Thread reader = new Thread(() -> out.lines().forEach(System.out::println), "proxy-log");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one with routes to AWS.
   *
   * @param folder for their file
   * @param routes what it says
   */
  static Started startOnAws(String url, Path folder, String routes, String memory)
      throws IOException {
    Path file = Files.writeString(folder.resolve("routes.yaml"), routes);
    return start(
        url,
        memory,
        "-Droutes=" + file,
        "-Daws.accessKeyId=AKIDEXAMPLE",
        "-Daws.secretAccessKey=secret");
  }

  public static void main(String[] args) throws InterruptedException {
    JvmSettings.apply();
    ProxyProperties properties = ProxyRig.properties(args[0], args[0]);
    String routes = System.getProperty("routes");
    if (routes != null) {
      properties = ProxyRig.withRoutes(properties, routes);
    }
    BanyanProxy proxy =
        BanyanProxy.start(properties, new TestStore(), Clock.systemUTC(), "proxy-1");
    System.out.println("port " + proxy.port() + " admin " + proxy.adminPort());
    Thread.currentThread().join();
  }
}
