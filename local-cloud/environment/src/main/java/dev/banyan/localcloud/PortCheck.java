package dev.banyan.localcloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sees before anything is started whether the ports are free, to name the option that helps. */
final class PortCheck {

  private PortCheck() {}

  /**
   * Checks the ports of all parts that are to be started.
   *
   * @throws PortsTakenException naming every port that is in use, and its option
   */
  static void check(LocalCloudConfig config) {
    Map<String, Integer> taken = new LinkedHashMap<>();
    portsByOption(config)
        .forEach(
            (option, port) -> {
              if (port != 0 && !isFree(port)) {
                taken.put(option, port);
              }
            });
    if (!taken.isEmpty()) {
      throw new PortsTakenException(taken);
    }
  }

  private static Map<String, Integer> portsByOption(LocalCloudConfig config) {
    Ports ports = config.ports();
    Map<String, Integer> used = new LinkedHashMap<>();
    if (config.mongoUri() == null) {
      used.put("--mongo-port", ports.mongo());
    }
    if (config.awsEndpoint() == null) {
      used.put("--dynamodb-port", ports.dynamodb());
      used.put("--kinesis-port", ports.kinesis());
      used.put("--sqs-port", ports.sqs());
    }
    if (config.functions() != null) {
      used.put("--http-port", ports.http());
      used.put("--runtime-port", ports.runtime());
    }
    return used;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
