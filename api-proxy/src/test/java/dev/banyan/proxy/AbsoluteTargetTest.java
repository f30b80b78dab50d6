package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a side gets of a target in absolute form: only what was checked as a path is one. */
class AbsoluteTargetTest {

  private static ProxyRig rig;

  @BeforeAll
  static void start() {
    rig = new ProxyRig();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @BeforeEach
  void forget() {
    rig.legacy.seen.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/g?x=1, /g?x=1",
    "http://h, /",
    "http://h/, /",
    "http://h?x=1, /?x=1",
    "http://h?x/../../admin, /?x/../../admin",
    "http://h?/a%00%0d%0aX:y, /?/a%00%0d%0aX:y",
    "https://h:80?/a\\b%5c, /?/a\\b%5c",
    "HTTP://H?x/..%2fsmall%2f1, /?x/..%2fsmall%2f1",
    "http://h/g?u=http://x/../y, /g?u=http://x/../y",
  })
  void side_getsPathAndQuery(String target, String expected) throws Exception {
    String host = target.contains(":80") ? "h:80" : "h";
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";

    RawClient.Back back =
        RawClient.send(rig.proxy.port(), RawClient.bytes(request), RawClient.PATIENCE_MILLIS);

    assertThat(back.statuses()).containsExactly(200);
    assertThat(rig.legacy.seen).extracting(TestSide.Seen::uri).containsExactly(expected);
  }
}
