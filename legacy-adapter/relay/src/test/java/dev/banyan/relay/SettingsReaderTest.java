package dev.banyan.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.capture.CaptureConfig.PreImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {

  @TempDir private Path folder;

  private RelaySettings read(String text, Map<String, String> environment) {
    return new SettingsReader(
            SettingsFile.parse("relay.yaml", text, SettingsReader.KEYS), folder, environment)
        .read();
  }

  private RelaySettings read(String text) {
    return read(text, Map.of());
  }

  @Test
  void settings_areReadWithDefaults_andPathsBesideTheFile() throws Exception {
    Files.writeString(
        folder.resolve("mapping.yaml"),
        "capabilities: {c: {collections: {orders: {event: order, fields: [id=_id]}}}}\n");
    RelaySettings settings =
        read(
            """
            mongodb: {uri: "mongodb://u:secret@db:27017/shop"}
            mapping: mapping.yaml
            pre-images: enable
            lease: {duration: 9s}
            """);

    assertThat(settings.database()).isEqualTo("shop");
    assertThat(settings.mapping()).isEqualTo(folder.resolve("mapping.yaml"));
    assertThat(settings.preImages()).isEqualTo(PreImages.ENABLE);
    assertThat(settings.lease()).isEqualTo(Duration.ofSeconds(9));
    assertThat(settings.stream()).isEqualTo("banyan-events");
    assertThat(settings.toString())
        .contains("mongodb://***@db:27017/shop")
        .doesNotContain("secret");
  }

  @Test
  void uri_comesFromTheEnvironmentFirst_thenFromItsFile() throws Exception {
    Files.writeString(folder.resolve("uri"), "mongodb://a/from-file\n");
    String text = "mongodb: {uri-file: uri}\noutbox: auto\n";

    assertThat(read(text).database()).isEqualTo("from-file");
    assertThat(read(text, Map.of("BANYAN_MONGODB_URI", "mongodb://b/from-env")).database())
        .isEqualTo("from-env");
  }

  @Test
  void unknownKey_isNamedWithItsPlaceAndTheNearest() {
    assertThatThrownBy(() -> read("mongodb:\n  uri: mongodb://a/b\nkinesis:\n  straem: x\n"))
        .hasMessageContainingAll("relay.yaml:4:3", "kinesis.straem", "kinesis.stream");
  }

  @Test
  void wrongValues_areAllNamedWithTheirPlace() {
    assertThatThrownBy(
            () ->
                read(
                    "mongodb: {uri: 'mongodb://u:secret@'}\n"
                        + "outbox: maybe\nlisten: {port: 99999}\nheartbeat-interval: 1 hour\n"))
        .hasMessageContainingAll(
            "relay.yaml:1:16: mongodb.uri is no MongoDB URI",
            "relay.yaml:2:9: outbox must be one of off, auto, poll, was 'maybe'",
            "relay.yaml:3:16: listen.port must be a port",
            "relay.yaml:4:21: heartbeat-interval must be a time")
        .hasMessageNotContaining("secret");
  }

  @Test
  void claimChecks_needABucket() {
    String text = "mongodb: {uri: 'mongodb://a/b'}\noutbox: auto\nclaim-check: {%s}\n";

    RelaySettings settings = read(text.formatted("bucket: claims, prefix: banyan/"));
    assertThat(settings.claimCheckBucket()).isEqualTo("claims");
    assertThat(settings.claimCheckPrefix()).isEqualTo("banyan/");
    assertThat(read("mongodb: {uri: 'mongodb://a/b'}\noutbox: auto\n").claimCheckBucket()).isNull();
    assertThatThrownBy(() -> read(text.formatted("prefix: banyan/")))
        .hasMessageContainingAll("relay.yaml:3:", "claim-check.prefix needs claim-check.bucket");
  }

  @Test
  void missingValues_areNamedWithTheirRemedy() {
    assertThatThrownBy(() -> read("kinesis: {stream: x}\n"))
        .hasMessageContainingAll(
            "mongodb.uri is missing", "BANYAN_MONGODB_URI", "mapping is missing");
  }
}
