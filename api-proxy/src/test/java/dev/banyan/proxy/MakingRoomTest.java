package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.listen.EdgeConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who goes, and who stays, when there are as many connections as are let in. */
class MakingRoomTest {

  private static final int MOST = 8;
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String BODY = "here it is";

  private final Set<HttpServerRequest> waiting = ConcurrentHashMap.newKeySet();
  private final List<Socket> newcomers = new ArrayList<>();
  private ProxyRig rig;

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : newcomers) {
      socket.close();
    }
    rig.close();
  }

  private void start(EdgeConfig edge, Duration head) {
    LimitsConfig d = ProxyRig.QUICK;
    LimitsConfig limits = Records.with(Records.with(d, "connections", MOST), "head", head);
    rig = new ProxyRig(p -> Records.with(ProxyRig.with(p, limits, edge), "eventLoops", 1));
    rig.legacy.answer = this::answer;
  }

  private void answer(HttpServerRequest request) {
    if (request.path().startsWith("/later")) {
      waiting.add(request);
    } else if (request.headers().contains("Upgrade")) {
      TestSide.agree(request).onSuccess((NetSocket s) -> s.handler(s::write));
    } else {
      request.response().end(BODY);
    }
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket("127.0.0.1", rig.proxy.port());
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(RawClient.bytes(text));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    say(socket, get("/a"));
    return !RawClient.through(socket, BODY).closed();
  }

  /** Whether it was let in; if so it is answered, and stays. */
  private boolean comes(Socket newcomer) {
    try {
      newcomers.add(newcomer);
      return isAnswered(newcomer);
    } catch (IOException e) {
      return false; // turned away
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private String metrics() {
    return rig.send(rig.admin("/metrics").build()).body();
  }

  @Test
  void silentOnes_makeRoomForOthers_andWhatIsUnderWayStays() throws IOException {
    start(EdgeConfig.DEFAULT, ProxyRig.QUICK.head());
    try (Socket silent = plain();
        Socket silentToo = plain();
        Socket busy = plain();
        Socket underWay = plain();
        Socket tunnel = plain();
        RawHttp2 silentStreams = new RawHttp2(rig.proxy.port());
        RawHttp2 streamUnderWay = new RawHttp2(rig.proxy.port())) {
      assertThat(isAnswered(silent)).isTrue();
      assertThat(isAnswered(silentToo)).isTrue();
      say(underWay, get("/later"));
      say(tunnel, UPGRADE);
      RawClient.through(tunnel, "\r\n\r\n");
      request(silentStreams, "/a");
      assertThat(silentStreams.end(1)).isEqualTo(RawHttp2.End.OK);
      request(streamUnderWay, "/later");
      ProxyRig.await(() -> waiting.size() == 2);

      List<Socket> latecomers = new ArrayList<>();
      ProxyRig.await(
          () -> {
            try {
              if (comes(plain())) {
                latecomers.add(newcomers.get(newcomers.size() - 1));
              }
              // It is silent for a shorter time than those below.
              return isAnswered(busy) && !latecomers.isEmpty() && isClosed(latecomers.get(0));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });

      assertThat(isClosed(silent)).isTrue();
      assertThat(isClosed(silentToo)).isTrue();
      assertThat(metrics()).doesNotContain("banyan_proxy_connections_maderoom_total 0.0");
      assertThat(silentStreams.end(3)).isEqualTo(RawHttp2.End.GOAWAY);
      say(tunnel, "ping");
      assertThat(RawClient.through(tunnel, "ping").closed()).isFalse();
      waiting.forEach(request -> request.response().end(BODY));
      assertThat(RawClient.through(underWay, BODY).closed()).isFalse();
      assertThat(streamUnderWay.statuses(1)).containsExactly(RawHttp2.End.OK);
    }
  }

  /** Such as answers of events without end. */
  @Test
  void idleOnesGo_thoughThoseWithARequestUnderWayCameFirst() throws IOException {
    start(EdgeConfig.DEFAULT, ProxyRig.QUICK.head());
    List<Socket> busy = new ArrayList<>();
    for (int i = 0; i < MOST - 2; i++) {
      busy.add(plain());
      say(busy.get(i), get("/later"));
    }
    newcomers.addAll(busy);
    ProxyRig.await(() -> waiting.size() == MOST - 2);
    Socket idle = plain();
    Socket idleToo = plain();
    assertThat(comes(idle)).isTrue();
    assertThat(comes(idleToo)).isTrue();

    newcomerComes();

    long made = Stream.of(idle, idleToo).filter(MakingRoomTest::isGone).count();
    assertThat(made).isPositive();
    assertThat(metrics()).contains("banyan_proxy_connections_maderoom_total " + made + ".0");
    waiting.forEach(request -> request.response().end(BODY));
    for (Socket each : busy) {
      each.setSoTimeout(RawClient.PATIENCE_MILLIS);
      assertThat(RawClient.through(each, BODY).closed()).isFalse();
      assertThat(isAnswered(each)).as("it is used again").isTrue();
    }
  }

  /** Sooner or later. */
  private void newcomerComes() {
    ProxyRig.await(
        () -> {
          try {
            return comes(plain());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static boolean isGone(Socket socket) {
    try {
      return isClosed(socket);
    } catch (IOException e) {
      return true;
    }
  }

  private static void request(RawHttp2 on, String path) throws IOException {
    on.frame(
        RawHttp2.HEADERS,
        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
        1,
        RawHttp2.request("GET", path));
  }

  @Test
  void thoseThatHaveSaidNothing_makeRoomToo() throws IOException {
    start(EdgeConfig.DEFAULT, Duration.ofMinutes(5));
    List<Socket> mute = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      mute.add(plain());
    }

    newcomerComes();

    newcomers.addAll(mute);
  }

  @Test
  void overTls_silentOnesMakeRoom(@TempDir Path folder) throws Exception {
    TestCertificate certificate = new TestCertificate(folder);
    certificate.put("one");
    start(certificate.edge(Duration.ofMinutes(5)), ProxyRig.QUICK.head());
    for (int i = 0; i < MOST; i++) {
      assertThat(comes(TrustAll.socket(rig.proxy.port()))).isTrue();
    }

    ProxyRig.await(
        () -> {
          try {
            return comes(TrustAll.socket(rig.proxy.port()));
          } catch (IOException e) {
            return false; // in the middle of its handshake
          }
        });
  }
}
