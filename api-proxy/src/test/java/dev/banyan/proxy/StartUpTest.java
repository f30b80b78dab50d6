package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.banyan.proxy.accesslog.AccessLogConfig;
import dev.banyan.proxy.admin.AdminConfig;
import dev.banyan.proxy.admin.AdminToken;
import dev.banyan.proxy.listen.EdgeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class StartUpTest {

  private static BanyanProxy start(ProxyProperties properties, TestStore store) {
    return BanyanProxy.start(properties, store, Clock.systemUTC(), "proxy-1");
  }

  private static ProxyProperties at(int port) {
    ProxyProperties p = ProxyRig.properties("http://127.0.0.1:1", "http://127.0.0.1:1");
    return Records.with(p, "port", port);
  }

  @Test
  void portInUse_namesPortAndOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      TestStore store = new TestStore();

      assertThatThrownBy(() -> start(at(taken.getLocalPort()), store))
          .isInstanceOf(StartUpException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("--banyan.proxy.port");
      assertThat(store.proxies()).isEmpty();
    }
  }

  /** As with an endpoint that is none: without this it would be taken for a store that is away. */
  @Test
  void storeThatCannotBeUsedAsConfigured_stopsTheStart() {
    TestStore store = new TestStore();
    Runnable unusable =
        () -> {
          throw new StartUpException("correct it");
        };

    assertThatThrownBy(
            () -> BanyanProxy.start(at(0), store, unusable, Clock.systemUTC(), "proxy-1"))
        .hasMessage("correct it");
    assertThat(store.proxies()).isEmpty();
  }

  @Test
  void keyOfAnotherCertificate_isNamed(@TempDir Path folder) {
    TestCertificate files = new TestCertificate(folder);
    files.put("one");
    files.putKey("two");
    EdgeConfig edge = files.edge(Duration.ofHours(1));

    assertThatThrownBy(() -> start(Records.with(at(0), "edge", edge), new TestStore()))
        .isInstanceOf(StartUpException.class)
        .hasMessageContaining("banyan.proxy.edge.certificate: the key in " + files.key());
  }

  @Test
  void unknownKey_isRefusedWithTheNearest() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("args", Map.of("banyan.proxy.hold.limt", "1s")));

    assertThatThrownBy(() -> ProxyProperties.of(environment))
        .hasMessage(
            "'banyan.proxy.hold.limt' is not known: did you mean 'banyan.proxy.hold.limit'?");
  }

  @Test
  void unknownVariable_isRefusedWithTheNearest() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("BANYAN_PROXY_PORT", "1", "BANYAN_PROXY_OWN_WRITES_MAX", "1")));

    assertThatThrownBy(() -> ProxyProperties.of(environment))
        .hasMessage(
            "'BANYAN_PROXY_OWN_WRITES_MAX' is not known: did you mean 'BANYAN_PROXY_OWNWRITES_MAX'?");
  }

  @Test
  void knownKeys_pass() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "args",
                Map.of(
                    "banyan.proxy.own-writes.max",
                    "1",
                    "banyan.proxy.ownWrites.poll",
                    "1s",
                    "banyan.proxy.port",
                    "1")));
    environment
        .getPropertySources()
        .addFirst(
            new SimpleCommandLinePropertySource(
                "--banyan.proxy.port=1",
                "--spring.main.lazy=1",
                "--logging.level.x=info",
                "--debug"));

    ProxyProperties.of(environment);
  }

  @ParameterizedTest
  @CsvSource({
    "banyan.proxi.port, banyan.proxy.port",
    "port, banyan.proxy.port",
    "proxy.port, banyan.proxy.port",
    "server.port, banyan.proxy.port",
    "limits.bdy, banyan.proxy.limits.body"
  })
  void unknownOption_isRefusedWithTheNearest(String option, String nearest) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new SimpleCommandLinePropertySource("--" + option + "=5"));

    assertThatThrownBy(() -> ProxyProperties.of(environment))
        .hasMessage("'%s' is not known: did you mean '%s'?".formatted(option, nearest));
  }

  @Test
  void unknownKeyOfAFile_isRefused() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("file", Map.of("banyan.prox.port", "1", "other.x", "1")));

    assertThatThrownBy(() -> ProxyProperties.of(environment))
        .hasMessageContaining("did you mean 'banyan.proxy.port'");
  }

  @Test
  void accessLogThatCannotBeOpened_isSaidInOneLine(@TempDir Path folder) throws IOException {
    Path below = Files.createFile(folder.resolve("file")).resolve("access.log");
    AccessLogConfig config = new AccessLogConfig(below.toString(), 10);
    ProxyProperties properties =
        ProxyRig.with(at(0), Records.with(at(0).routing(), "accessLog", config));
    Throwable failure = catchThrowable(() -> start(properties, new TestStore()));
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      StartUpReporter.say(new IllegalStateException(failure));
    } finally {
      System.setErr(before);
    }

    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList())
        .singleElement()
        .asString()
        .contains("access log " + below, "--banyan.proxy.routing.access-log.file");
  }

  @Test
  void absentRouteFile_isNamed() {
    assertThatThrownBy(() -> RoutesSource.load("absent.yaml"))
        .hasMessageContaining("there is no route file absent.yaml")
        .hasMessageContaining("--banyan.proxy.routes");
  }

  @Test
  void exampleRoutes_areValid() {
    assertThat(RoutesSource.load("classpath:routes.yaml").capabilities())
        .containsExactly("feed", "relationships");
  }

  @Test
  void madeToken_isReadableByItsOwnerOnly(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("below").resolve("token");

    AdminToken.of(new AdminConfig("127.0.0.1", 0, "", file.toString())).publish();

    assertThat(Files.readString(file)).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }
}
