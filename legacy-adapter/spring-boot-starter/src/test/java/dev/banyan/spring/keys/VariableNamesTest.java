package dev.banyan.spring.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class VariableNamesTest {

  private final VariableNames names =
      new VariableNames(
          List.of(
              List.of("banyan", "capture", "stream"),
              List.of("banyan", "capture", "heartbeat-interval"),
              List.of("banyan", "capture", "mappings", "*", "fields")));

  @Test
  void knownVariables_areTaken() {
    assertThat(
            List.of(
                "BANYAN_CAPTURE_STREAM",
                "banyan_capture_stream",
                "BANYAN_CAPTURE_HEARTBEATINTERVAL",
                "BANYAN_CAPTURE_HEARTBEAT_INTERVAL",
                "BANYAN_CAPTURE_MAPPINGS_FOLLOWS_FIELDS",
                "BANYAN_CAPTURE_MAPPINGS_FOLLOWS_FIELDS_0"))
        .allSatisfy(name -> assertThat(names.meantBy(name)).isEmpty());
  }

  @Test
  void misspeltVariables_getTheNearest() {
    assertThat(names.meantBy("BANYAN_CAPTURE_STRAEM")).contains("BANYAN_CAPTURE_STREAM");
    assertThat(names.meantBy("BANYAN_CAPTUER_STREAM")).contains("BANYAN_CAPTURE_STREAM");
    assertThat(names.meantBy("BANYAN_CAPTURE_HEARTBEAT_INTERVALL"))
        .contains("BANYAN_CAPTURE_HEARTBEATINTERVAL");
  }

  @Test
  void variablesOfOtherPrograms_areLeftAlone() {
    assertThat(
            List.of(
                "BANYAN_MONGODB_URI",
                "BANYAN_DEBUG",
                "BANYAN_CAPTURE_SERVICE_HOST",
                "BANYAN_CAPTURE_PORT_8080_TCP_ADDR",
                "PATH"))
        .allSatisfy(name -> assertThat(names.meantBy(name)).isEmpty());
  }
}
