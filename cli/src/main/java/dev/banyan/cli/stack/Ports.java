package dev.banyan.cli.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The ports of a local run, all on loopback. */
public final class Ports {

  @Option(
      names = "--proxy-port",
      defaultValue = "8088",
      description = "Port of the proxy (default: ${DEFAULT-VALUE}).")
  int proxy;

  @Option(
      names = "--proxy-admin-port",
      defaultValue = "8089",
      description = "Port of the proxy's admin listener (default: ${DEFAULT-VALUE}).")
  int proxyAdmin;

  @Option(
      names = "--monolith-port",
      defaultValue = "8180",
      description = "Port of the monolith (default: ${DEFAULT-VALUE}).")
  int monolith;

  @Option(
      names = "--mongo-port",
      defaultValue = "27117",
      description = "Port of the embedded MongoDB (default: ${DEFAULT-VALUE}).")
  int mongo;

  @Option(
      names = "--dynamodb-port",
      defaultValue = "8100",
      description = "Port of DynamoDB Local (default: ${DEFAULT-VALUE}).")
  int dynamoDb;

  @Option(
      names = "--kinesis-port",
      defaultValue = "4567",
      description = "Port of the embedded Kinesis (default: ${DEFAULT-VALUE}).")
  int kinesis;

  @Option(
      names = "--sqs-port",
      defaultValue = "9324",
      description = "Port of the embedded SQS (default: ${DEFAULT-VALUE}).")
  int sqs;

  @Option(
      names = "--http-port",
      defaultValue = "3100",
      description = "Port of the Lambda functions' HTTP API (default: ${DEFAULT-VALUE}).")
  int http;

  @Option(
      names = "--runtime-port",
      defaultValue = "9101",
      description = "Port of the Lambda Runtime API (default: ${DEFAULT-VALUE}).")
  int runtime;

  /**
   * Refuses to start over somebody else's listener.
   *
   * @param embedded whether the embedded stores are started, too
   * @throws StackException naming the port and the option that changes it
   */
  void requireFree(boolean embedded) {
    Map<String, Integer> needed = new LinkedHashMap<>();
    needed.put("--proxy-port", proxy);
    needed.put("--proxy-admin-port", proxyAdmin);
    needed.put("--monolith-port", monolith);
    needed.put("--http-port", http);
    needed.put("--runtime-port", runtime);
    if (embedded) {
      needed.put("--mongo-port", mongo);
      needed.put("--dynamodb-port", dynamoDb);
      needed.put("--kinesis-port", kinesis);
      needed.put("--sqs-port", sqs);
    }
    needed.forEach(Ports::requireFree);
  }

  private static void requireFree(String option, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException | IllegalArgumentException e) {
      throw new StackException(
          "port " + port + " cannot be used (" + e.getMessage() + "): choose another by " + option);
    }
  }
}
