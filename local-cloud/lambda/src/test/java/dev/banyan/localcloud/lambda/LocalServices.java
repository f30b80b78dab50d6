package dev.banyan.localcloud.lambda;

import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.lambda.resources.AwsClients;
import dev.banyan.localcloud.lambda.resources.Endpoints;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** Kinesis, DynamoDB and SQS in this JVM, on ports of their own. */
final class LocalServices implements AutoCloseable {

  private final LocalKinesis kinesis = LocalKinesis.start(KinesisConfig.defaults());
  private final DynamoDBProxyServer dynamodb;
  private final SQSRestServer sqs;
  private final Endpoints endpoints;
  private final AwsClients clients;

  LocalServices() throws Exception {
    int port = freePort();
    String[] arguments = {
      "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
    };
    dynamodb = ServerRunner.createServerFromCommandLineArgs(arguments);
    dynamodb.start();
    int queues = freePort();
    sqs = SQSRestServerBuilder.withInterface("127.0.0.1").withPort(queues).start();
    sqs.waitUntilStarted();
    endpoints = Endpoints.local(local(port), kinesis.endpoint(), local(queues));
    clients = new AwsClients(endpoints);
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Endpoints endpoints() {
    return endpoints;
  }

  AwsClients clients() {
    return clients;
  }

  @Override
  public void close() throws Exception {
    clients.close();
    sqs.stopAndWait();
    dynamodb.stop();
    kinesis.close();
  }
}
