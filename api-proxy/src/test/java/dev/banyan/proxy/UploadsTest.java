package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies whose clients take their time. */
class UploadsTest {

  private static final int MANY = 600;

  private final ProxyRig rig = new ProxyRig();
  private final List<Socket> slow = new ArrayList<>();

  @BeforeEach
  void answerWholeRequests() {
    rig.legacy.answer = request -> request.body().onSuccess(body -> request.response().end("x"));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
    rig.close();
  }

  private void upload(int length) throws IOException {
    Socket socket = new Socket("127.0.0.1", rig.proxy.port());
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    slow.add(socket);
    String head =
        "PUT /users/a/following/b HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    socket.getOutputStream().write(RawClient.bytes(head));
  }

  /** What each is told at once: to go on, or why not. */
  private List<String> told() throws IOException {
    List<String> told = new ArrayList<>();
    for (Socket socket : slow) {
      told.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
    }
    return told;
  }

  private void othersAreServed() {
    for (int i = 0; i < 20; i++) {
      assertThat(rig.send(rig.get("/users/a", "a")).statusCode()).isEqualTo(200);
      assertThat(rig.send(rig.put("/users/a/following/b", "a")).statusCode()).isEqualTo(200);
    }
  }

  /** There are 128 connections for each of the event loops. */
  @Test
  void longBodies_leaveConnectionsToOthers() throws Exception {
    for (int i = 0; i < MANY; i++) {
      upload(1_000_000);
    }
    assertThat(told())
        .as("those that found room, and not")
        .contains("HTTP/1.1 100", "HTTP/1.1 503")
        .containsOnly("HTTP/1.1 100", "HTTP/1.1 503");
    assertThat(rig.status().getJsonObject("routes").getJsonObject("failing"))
        .as("it is no fault of the side's")
        .isEmpty();
    othersAreServed();
  }

  @Test
  void shortBodies_needNoConnectionBeforeTheyAreWhole() throws Exception {
    for (int i = 0; i < MANY; i++) {
      upload(8_000);
    }
    assertThat(told()).containsOnly("HTTP/1.1 100");

    othersAreServed();
    assertThat(rig.legacy.seen).hasSize(40);
  }

  /** An upload's place is free again once it is whole, or its client gone. */
  @Test
  void places_areGivenBack() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < MANY; i++) {
        upload(1_000_000);
      }
      for (Socket socket : slow) {
        socket.close();
      }
      slow.clear();
    }
    byte[] body = new byte[100_000];
    ProxyRig.await(
        () ->
            rig.send(
                        rig.request("/users/a/following/b")
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build())
                    .statusCode()
                == 200);
    for (int i = 0; i < 300; i++) {
      assertThat(
              rig.send(
                      rig.request("/users/a/following/b")
                          .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                          .build())
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
