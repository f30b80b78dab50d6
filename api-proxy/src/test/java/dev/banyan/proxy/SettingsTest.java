package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is said of values that cannot be. */
class SettingsTest {

  private static StandardEnvironment environment(String... args) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  private static String said(Throwable failure) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(new StartUpReporter().reportException(failure)).isTrue();
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
        catchThrowable(() -> ProxyBoot.properties(environment("--banyan.proxy." + setting)));

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
        ProxyBoot.properties(
            environment("--banyan.proxy.port=1", "--banyan.proxy.own-writes.max=7"));

    assertThat(properties.port()).isEqualTo(1);
    assertThat(properties.ownWrites().max()).isEqualTo(7);
    assertThat(properties.limits()).isEqualTo(LimitsConfig.DEFAULT);
  }

  /** A group of which nothing is set is not bound: its defaults stand in two places. */
  @Test
  void defaults_areTheSameBoundAndUnbound() {
    ProxyProperties bound =
        ProxyBoot.properties(
            environment(
                "--banyan.proxy.control.poll=1s",
                "--banyan.proxy.hold.limit=2s",
                "--banyan.proxy.own-writes.margin=2s",
                "--banyan.proxy.shadow.settle=1s",
                "--banyan.proxy.pool.queue=2000",
                "--banyan.proxy.breaker.window=50",
                "--banyan.proxy.limits.fields=100",
                "--banyan.proxy.edge.via=banyan"));

    assertThat(bound).isEqualTo(ProxyBoot.properties(environment()));
  }
}
