package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.RawHttp2Side.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of which a side in HTTP/2 says that it has done nothing, and those of which it does not.
 */
class Http2RefusalsTest {

  private static final int REFUSED_STREAM = 7;
  private static final String READ = "GET /users/a/following HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String WRITE =
      "PUT /users/a/following/b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

  private RawHttp2Side side;
  private ProxyRig rig;

  @BeforeEach
  void start() throws IOException {
    side = new RawHttp2Side();
    side.answer(Frame.head(RawHttp2.END_STREAM, ":status=200", "x=done"));
    rig = new ProxyRig(p -> ProxyRig.withLegacyInHttp2(p, side.url()));
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
    side.close();
  }

  private List<Integer> ask(String request) throws IOException {
    String last = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
    return RawClient.send(rig.proxy.port(), RawClient.bytes(last), RawClient.PATIENCE_MILLIS)
        .statuses();
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, WRITE})
  void behindGoAway_isAskedAgain(String request) throws Exception {
    side.first(Frame.goAway(0));

    assertThat(ask(request)).containsExactly(200);

    assertThat(side.heads()).isEqualTo(2);
    assertThat(side.data())
        .containsExactlyElementsOf(request.equals(WRITE) ? List.of(3, 3) : List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, WRITE})
  void refused_isAskedAgainOnce(String request) throws Exception {
    side.first(Frame.reset(REFUSED_STREAM));
    assertThat(ask(request)).containsExactly(200);
    assertThat(side.heads()).isEqualTo(2);

    side.first(Frame.reset(REFUSED_STREAM));
    side.first(Frame.reset(REFUSED_STREAM));
    assertThat(ask(request)).containsExactly(502);
    assertThat(side.heads()).isEqualTo(2);
  }

  /** It may have been done. */
  @ParameterizedTest
  @ValueSource(strings = {READ, WRITE})
  void beforeGoAway_orWithoutAWord_isNotAskedAgain(String request) throws Exception {
    side.first(Frame.goAway(1), Frame.CLOSE);
    assertThat(ask(request)).containsExactly(502);
    assertThat(side.heads()).isEqualTo(1);

    side.first(Frame.CLOSE);
    assertThat(ask(request)).containsExactly(502);
    assertThat(side.heads()).isEqualTo(1);

    side.first(Frame.reset(RawHttp2.INTERNAL_ERROR));
    assertThat(ask(request)).containsExactly(502);
    assertThat(side.heads()).isEqualTo(1);
  }

  /** What has been passed on is not there any more. */
  @Test
  void longBody_isNotAskedAgain() throws Exception {
    side.first(Frame.reset(REFUSED_STREAM));
    String body = "x".repeat(20_000);

    assertThat(
            ask(
                WRITE.replace(
                    "Content-Length: 3\r\n\r\nabc", "Content-Length: 20000\r\n\r\n" + body)))
        .containsExactly(502);

    assertThat(side.heads()).isEqualTo(1);
  }

  /** A side that is overloaded gets a tenth more, not twice as much. */
  @Test
  void whereTheBudgetIsSpent_aRefusalIsFinal() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      side.first(Frame.reset(REFUSED_STREAM));
      statuses.addAll(ask(READ));
    }

    assertThat(statuses).contains(502);
  }
}
