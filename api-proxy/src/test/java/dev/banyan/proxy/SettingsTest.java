package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is said of values that cannot be. */
class SettingsTest {

  private static StandardEnvironment environment(String... args) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
    return environment;
  }

  /** What takes a tenth of a start is not done for nothing. */
  @Test
  void optionsOfOurs_areReadWithoutSpringBoot() {
    assertThat(Settings.read("--banyan.proxy.port=1").getClass())
        .isEqualTo(StandardEnvironment.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--spring.application.json={\"banyan\":{\"proxy\":{\"port\":7}}}",
        "--logging.level.x=info",
        "--debug=false"
      })
  void optionOfSprings_startsSpringBoot(String option) {
    ConfigurableEnvironment environment = Settings.read(option, "--banyan.proxy.hold.limit=1s");

    assertThat(environment.getClass()).isNotEqualTo(StandardEnvironment.class);
    assertThat(ProxyProperties.of(environment).hold().limit()).isEqualTo(Duration.ofSeconds(1));
    assertThat(ProxyProperties.of(environment).port()).isEqualTo(option.contains("7") ? 7 : 8088);
  }

  @Test
  void argumentThatIsNoOption_isRefused() {
    assertThatThrownBy(() -> Settings.read("start"))
        .isInstanceOf(StartUpException.class)
        .hasMessageStartingWith("'start' is no option");
  }

  /** What a template leaves out. */
  @Test
  void emptyValue_isAsGoodAsNone() {
    assertThat(
            ProxyProperties.of(environment("--banyan.proxy.port=", "--banyan.proxy.hold.limit=")))
        .isEqualTo(ProxyProperties.DEFAULT);
  }

  @Test
  void firstSource_counts() {
    System.setProperty("banyan.proxy.port", "1");
    System.setProperty("banyan.proxy.pool.keepAlive", "7s");
    try {
      ProxyProperties properties = ProxyProperties.of(Settings.read("--banyan.proxy.port=2"));

      assertThat(properties.port()).isEqualTo(2);
      assertThat(properties.pool().keepAlive()).isEqualTo(Duration.ofSeconds(7));
    } finally {
      System.clearProperty("banyan.proxy.port");
      System.clearProperty("banyan.proxy.pool.keepAlive");
    }
  }

  @Test
  void text_hasAllKeysAndNoSecret() {
    ProxyProperties properties =
        ProxyProperties.of(
            environment(
                "--banyan.proxy.admin.token=hunter2",
                "--banyan.proxy.admin.token-file=/t",
                "--banyan.proxy.routing.secret=a-secret-of-16-characters"));

    assertThat(properties.toString())
        .contains(
            " admin.token=*** ",
            " admin.token-file=/t ",
            " routing.secret=*** ",
            " edge.path-escapes=")
        .doesNotContain("hunter2", "a-secret-of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"token\n", "a token", "t\u00f6ken"})
  void tokenThatNobodyCanShow_isRefused(String token) {
    assertThatThrownBy(() -> ProxyProperties.of(environment("--banyan.proxy.admin.token=" + token)))
        .hasMessageContaining("admin.token must be visible characters of ASCII")
        .hasMessageNotContaining(token);
  }

  @Test
  void withAndWithoutSpringBoot_settingsAreTheSame() {
    System.setProperty("BANYAN_ROUTING_SECRET", "a-secret-of-16-characters");
    try {
      ProxyProperties plain = ProxyProperties.of(Settings.read("--banyan.proxy.port=1"));

      assertThat(plain.routing().secret()).isEqualTo("a-secret-of-16-characters");
      assertThat(ProxyProperties.of(Settings.spring("--banyan.proxy.port=1"))).isEqualTo(plain);
    } finally {
      System.clearProperty("BANYAN_ROUTING_SECRET");
    }
  }

  private static String said(Throwable failure) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      StartUpReporter.say(failure);
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8).trim();
  }

  @ParameterizedTest
  @CsvSource({
    "port=x, banyan.proxy.port cannot be 'x'",
    "port=65536, banyan.proxy.port and banyan.proxy.admin.port must be 0 to 65535",
    "admin.port=-1, banyan.proxy.port and banyan.proxy.admin.port must be 0 to 65535",
    "event-loops=-1, banyan.proxy.event-loops must not be negative",
    "legacy=ftp://x, banyan.proxy.legacy is 'ftp://x'",
    "legacy=http://x:65536, banyan.proxy.legacy is 'http://x:65536'",
    "serverless=http://u:p@x, banyan.proxy.serverless is 'http://***@x'",
    "limits.request-line=2MB, banyan.proxy.limits.request-line and",
    "limits.headers=0B, banyan.proxy.limits.request-line and",
    "limits.fields=0, banyan.proxy.limits.fields and",
    "limits.connections=0, banyan.proxy.limits.fields and",
    "limits.body=-1, banyan.proxy.limits.body and",
    "limits.body-rate=3GB, banyan.proxy.limits.body and",
    "limits.head=0s, banyan.proxy.limits.head and",
    "limits.idle=-1s, banyan.proxy.limits.head and",
    "limits.drain=-1s, banyan.proxy.limits.notice and",
    "breaker.minimum=0, banyan.proxy.breaker.window",
    "breaker.failures=101, banyan.proxy.breaker.failures must be 1 to 100",
    "breaker.open=0s, banyan.proxy.breaker.open must be positive",
    "pool.size=0, banyan.proxy.pool.size must be",
    "pool.idle=0s, banyan.proxy.pool.connect",
    "hold.limit=abc, banyan.proxy.hold.limit cannot be 'abc'",
    "hold.limit=0s, banyan.proxy.hold.limit must be positive",
    "routing.secret=short, banyan.proxy.routing.secret must have 16 characters",
    "routing.canary.threshold=0, banyan.proxy.routing.canary.minimum and",
    "routing.access-log.queue=0, banyan.proxy.routing.access-log.queue must be",
  })
  void wrongValue_isNamedInOneLine(String setting, String complaint) {
    Throwable failure =
        catchThrowable(() -> ProxyProperties.of(environment("--banyan.proxy." + setting)));

    assertThat(said(failure)).startsWith("banyan-api-proxy: " + complaint).hasLineCount(1);
  }

  @Test
  void connections_areBoundedByTheHeap() {
    LimitsConfig limits = LimitsConfig.DEFAULT;
    assertThat(limits.connectionsWithin(1L << 30, false)).isEqualTo(10_000);
    assertThat(limits.connectionsWithin(256L << 20, false)).isBetween(6_000, 7_000);
    assertThat(limits.connectionsWithin(256L << 20, true)).isBetween(2_500, 3_000);
  }

  @Test
  void environmentAndOptions_areBound() {
    ProxyProperties properties =
        ProxyProperties.of(environment("--banyan.proxy.port=1", "--banyan.proxy.own-writes.max=7"));

    assertThat(properties.port()).isEqualTo(1);
    assertThat(properties.ownWrites().max()).isEqualTo(7);
    assertThat(properties.limits()).isEqualTo(LimitsConfig.DEFAULT);
  }
}
