package dev.banyan.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.util.unit.DataSize;

/** A proxy in a process of its own, before a side whose URL is the argument; prints its port. */
final class ProxyProcess {

  private ProxyProcess() {}

  /** One that listens. */
  record Started(Process process, int port) {}

  /** Starts one with the JVM's flags as they are shipped. */
  static Started start(String url) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@bin/jvm.options",
                "-cp",
                System.getProperty("java.class.path"),
                ProxyProcess.class.getName(),
                url)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("port ")) {
        return new Started(process, Integer.parseInt(line.split(" ")[1]));
      }
    }
    throw new IOException("the proxy did not start");
  }

  public static void main(String[] args) throws InterruptedException {
    ProxyProperties properties = ProxyRig.properties(args[0], args[0]);
    BanyanProxy proxy =
        BanyanProxy.start(properties, new TestStore(), Clock.systemUTC(), "proxy-1");
    System.out.println("port " + proxy.port() + " limit " + DataSize.ofMegabytes(300));
    Thread.currentThread().join();
  }
}
