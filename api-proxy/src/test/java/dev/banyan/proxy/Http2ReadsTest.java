package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A read in HTTP/2 is a request without a body, though Vert.x says so only later. */
class Http2ReadsTest {

  private static final int MANY = 100;

  private final ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private static byte[] fields(ProxyRig rig) {
    String token =
        rig.get("/users/a/following", "a").headers().firstValue("Authorization").orElseThrow();
    return RawHttp2.request("GET", "/users/a/following", new String[] {"authorization", token});
  }

  private RawHttp2.End ask() throws Exception {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, fields(rig));
      return client.end(1);
    }
  }

  @Test
  void failedRead_isAnsweredByLegacy() throws Exception {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.serverless.answer = request -> request.response().setStatusCode(500).end("no");

    assertThat(ask()).isEqualTo(RawHttp2.End.OK);
    assertThat(rig.legacy.seen).hasSize(1);
  }

  @Test
  void read_isShadowed() throws Exception {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SHADOW));

    assertThat(ask()).isEqualTo(RawHttp2.End.OK);
    ProxyRig.await(() -> !rig.serverless.seen.isEmpty());
  }

  @Test
  void manyReadsAtOnce_areNoUploads() throws Exception {
    rig.legacy.answerLater(50, request -> request.response().end("x"));
    byte[] fields = fields(rig);
    RawHttp2[] clients = new RawHttp2[4];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new RawHttp2(rig.proxy.port());
      for (int stream = 1; stream < 2 * MANY; stream += 2) {
        clients[i].frame(
            RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, fields);
      }
    }
    for (RawHttp2 client : clients) {
      assertThat(client.statuses(MANY)).containsOnly(RawHttp2.End.OK).hasSize(MANY);
      client.close();
    }
  }
}
