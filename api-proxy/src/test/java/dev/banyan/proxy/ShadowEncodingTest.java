package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are compressed are compared by their content. */
class ShadowEncodingTest {

  private static final String READ = "/users/a/following";
  private static final String ROUTE = "GET /users/{id}/following";
  private final ProxyRig rig = new ProxyRig();

  @BeforeEach
  void shadowed() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SHADOW));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private interface Packing {
    OutputStream on(ByteArrayOutputStream out) throws IOException;
  }

  private static Buffer packed(String how, byte[] plain) throws IOException {
    Packing packing =
        switch (how) {
          case "gzip" -> GZIPOutputStream::new;
          case "deflate" -> DeflaterOutputStream::new;
          case "raw" -> out -> new DeflaterOutputStream(out, new Deflater(9, true));
          default -> out -> out;
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packer = packing.on(out)) {
      packer.write(plain);
    }
    return Buffer.buffer(out.toByteArray());
  }

  private static void answer(TestSide side, String encoding, Buffer body) {
    side.answer =
        (HttpServerRequest request) -> {
          request.response().putHeader("Content-Type", "application/json");
          if (!encoding.isEmpty()) {
            request.response().putHeader("Content-Encoding", encoding);
          }
          request.response().end(body);
        };
  }

  private static void answer(TestSide side, String how, String body) throws IOException {
    answer(side, how.equals("raw") ? "deflate" : how, packed(how, RawClient.bytes(body)));
  }

  private JsonObject counters() {
    return rig.status("relationships")
        .getJsonObject("shadow")
        .getJsonObject("routes")
        .getJsonObject(ROUTE);
  }

  private void awaitOne(String counter) {
    ProxyRig.await(
        () -> counters().getInteger(counter, 0) == 1,
        () -> counters().encode() + " after " + rig.legacy.seen + ", " + rig.serverless.seen);
  }

  private void ask() {
    rig.send(rig.request(READ).header("Accept-Encoding", "gzip, x").build());
  }

  @ParameterizedTest
  @CsvSource({"gzip,''", "gzip,gzip", "deflate,gzip", "raw,deflate", "'',gzip", "gzip,raw"})
  void sameContent_matchesHoweverItIsEncoded(String legacy, String serverless) throws IOException {
    answer(rig.legacy, legacy, "{\"a\":1,\"b\":2}");
    answer(rig.serverless, serverless, "{\"b\":2, \"a\":1}");

    ask();

    awaitOne("compared");
    assertThat(counters().getInteger("matched")).isEqualTo(1);
    assertThat(rig.serverless.seen.get(0).headers().get("Accept-Encoding")).isEqualTo("gzip, x");
  }

  @Test
  void otherContent_differsByItsPath() throws IOException {
    answer(rig.legacy, "gzip", "{\"a\":1}");
    answer(rig.serverless, "gzip", "{\"a\":2}");

    ask();

    awaitOne("differed");
    assertThat(rig.asked("/shadow?capability=relationships").encode()).contains("$.a.value");
  }

  @ParameterizedTest
  @CsvSource({
    "br, legacy: br",
    "zstd, legacy: zstd",
    "gzip, legacy: malformed gzip",
    "'gzip, br', legacy: another encoding"
  })
  void whatCannotBeUnpacked_isReportedWithItsReason(String encoding, String why) {
    answer(rig.legacy, encoding, Buffer.buffer("{}"));

    ask();

    assertThat(reasons()).isEqualTo(new JsonObject().put(why, 1));
    assertThat(counters().getInteger("compared")).isZero();
  }

  @Test
  void bomb_isNotUnpackedWhole() throws IOException {
    answer(rig.serverless, "gzip", packed("gzip", new byte[100 * 1024 * 1024]));

    ask();

    assertThat(reasons().encode()).contains("serverless: longer than 262144 bytes unpacked");
  }

  private JsonObject reasons() {
    awaitOne("notComparable");
    JsonObject route =
        rig.asked("/shadow?capability=relationships").getJsonArray("routes").getJsonObject(0);
    assertThat(route.getString("route")).isEqualTo(ROUTE);
    return route.getJsonObject("notComparable");
  }
}
