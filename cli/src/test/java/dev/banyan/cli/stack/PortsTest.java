package dev.banyan.cli.stack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {

  private static Ports free() throws IOException {
    Ports ports = new Ports();
    ports.proxy = freePort();
    ports.proxyAdmin = freePort();
    ports.monolith = freePort();
    ports.mongo = freePort();
    ports.dynamoDb = freePort();
    ports.kinesis = freePort();
    ports.sqs = freePort();
    ports.http = freePort();
    ports.runtime = freePort();
    return ports;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void requireFree_namesThePortAndTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = free(); // behind it, so that none of them is the taken one
      ports.kinesis = taken.getLocalPort();

      assertThatThrownBy(() -> ports.requireFree(true))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("--kinesis-port");
    }
  }

  @Test
  void requireFree_looksAtTheStoresOnlyIfTheyAreEmbedded() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = free(); // behind it, so that none of them is the taken one
      ports.mongo = taken.getLocalPort();

      assertThatCode(() -> ports.requireFree(false)).doesNotThrowAnyException();
    }
  }
}
