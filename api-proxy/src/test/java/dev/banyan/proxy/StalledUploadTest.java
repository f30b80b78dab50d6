package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.RawHttp2Side.Frame;
import dev.banyan.proxy.upstream.PoolConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A side in HTTP/2 that takes nothing more of a body, and answers others meanwhile. */
class StalledUploadTest {

  /** More than the windows, which this side never makes larger, and all that is read ahead. */
  private static final int LENGTH = 4_000_000;

  private RawHttp2Side side;
  private ProxyRig rig;

  @BeforeEach
  void start() throws IOException {
    side = new RawHttp2Side();
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200"));
    PoolConfig pool = Records.with(PoolConfig.DEFAULT, "legacyHttp2", true);
    PoolConfig brief = Records.with(pool, "idle", Duration.ofSeconds(1));
    rig = new ProxyRig(p -> Records.with(ProxyRig.withLegacy(p, side.url()), "pool", brief));
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
    side.close();
  }

  private List<Integer> statuses(String request) {
    try {
      return RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS)
          .statuses();
    } catch (IOException e) {
      return List.of();
    }
  }

  @Test
  void bodyThatIsNotTaken_isToldAfterTheTimeOfASilentConnection() {
    CompletableFuture<List<Integer>> upload =
        CompletableFuture.supplyAsync(
            () ->
                statuses(
                    "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: "
                        + LENGTH
                        + "\r\n\r\n"
                        + "x".repeat(LENGTH)));
    while (!upload.isDone()) { // so the connection is not silent
      assertThat(statuses("GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
          .containsExactly(200);
    }

    assertThat(upload.join()).containsExactly(504);
  }
}
