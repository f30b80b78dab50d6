package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import dev.banyan.control.InMemoryControlStore;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Starts a proxy without AWS, sends it a request and ends, so that {@code
 * -XX:ArchiveClassesAtExit=proxy.jsa} has seen what a start and a request load. Its answer does not
 * matter: the sides are ports where nobody listens.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProxyProperties.class)
public class ArchiveTraining {

  private static final int ANSWER_MILLIS = 10_000;

  @Bean
  ControlStore controlStore() {
    return new InMemoryControlStore();
  }

  @Bean
  ProxyLifecycle proxy(ProxyProperties properties, ControlStore store) {
    return new ProxyLifecycle(properties, store, "training");
  }

  /**
   * Runs once.
   *
   * @throws IOException if the proxy does not answer
   */
  public static void main(String[] args) throws IOException {
    JvmSettings.apply();
    SpringApplication application = new SpringApplication(ArchiveTraining.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(
        Map.of(
            "banyan.proxy.host", "127.0.0.1",
            "banyan.proxy.port", "0",
            "banyan.proxy.admin.port", "0",
            "banyan.proxy.admin.token-file",
                System.getProperty("java.io.tmpdir") + "/training-token",
            "banyan.proxy.legacy", "http://127.0.0.1:1",
            "banyan.proxy.serverless", "http://127.0.0.1:1",
            "banyan.proxy.limits.notice", "0s"));
    try (ConfigurableApplicationContext context = application.run(args)) {
      ask(context.getBean(ProxyLifecycle.class).port());
    }
    System.exit(0);
  }

  private static void ask(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      String request = "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
