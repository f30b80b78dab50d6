package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JvmSettingsTest {

  private static final String TIMINGS = "vertx.disableContextTimings";
  private static final String EVENTS = "io.netty.jfr.enabled";
  private static final String ALLOCATOR = "io.netty.allocator.type";

  @BeforeEach
  @AfterEach
  void clear() {
    System.clearProperty(TIMINGS);
    System.clearProperty(EVENTS);
    System.clearProperty(ALLOCATOR);
  }

  @Test
  void apply_setsWhatIsNotSetAndKeepsWhatIs() {
    System.setProperty(EVENTS, "true");

    JvmSettings.apply();

    assertThat(System.getProperty(TIMINGS)).isEqualTo("true");
    assertThat(System.getProperty(ALLOCATOR)).isEqualTo("pooled");
    assertThat(System.getProperty(EVENTS)).isEqualTo("true");
  }
}
