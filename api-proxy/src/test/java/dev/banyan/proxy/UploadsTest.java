package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
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
    slow.add(socket);
    String head =
        "PUT /users/a/following/b HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
    socket.getOutputStream().write(RawClient.bytes(head + "x"));
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
    Thread.sleep(300);

    assertThat(rig.status().getJsonObject("routes").getJsonObject("failing"))
        .as("it is no fault of the side's")
        .isEmpty();
    othersAreServed();
    List<Integer> statuses = new ArrayList<>();
    for (Socket socket : slow) {
      if (socket.getInputStream().available() > 0) {
        statuses.addAll(RawClient.read(socket).statuses());
      }
    }
    assertThat(statuses).as("those that found no room").isNotEmpty().containsOnly(503);
  }

  @Test
  void shortBodies_needNoConnectionBeforeTheyAreWhole() throws Exception {
    for (int i = 0; i < MANY; i++) {
      upload(8_000);
    }
    Thread.sleep(300);

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
