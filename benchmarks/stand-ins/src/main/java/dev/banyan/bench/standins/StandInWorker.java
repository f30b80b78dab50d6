package dev.banyan.bench.standins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/** The stores' process: {@code mongo}, {@code dynamoDb} and {@code kinesis} start one each. */
public final class StandInWorker {

  private static final String HOST = "127.0.0.1";
  private static final int MOST_CHANGES = 4_000_000;
  private static final long MOST_CHANGE_BYTES = 1L << 30;

  private StandInWorker() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    Worker.serve(StandInWorker::handle);
  }

  private static void handle(String operation, JsonNode request, ObjectNode answer)
      throws Exception {
    switch (operation) {
      case "mongo" -> answer.put("uri", mongo());
      case "dynamoDb" -> answer.put("uri", dynamoDb());
      case "kinesis" ->
          answer.put("uri", LocalKinesis.start(KinesisConfig.defaults()).endpoint().toString());
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private static String mongo() {
    return EmbeddedMongo.start(
            EmbeddedMongoConfig.onPort(0).withHistory(MOST_CHANGES, MOST_CHANGE_BYTES))
        .connectionString();
  }

  /** As the local stack starts it: in memory, shared, without its own launcher. */
  private static String dynamoDb() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost(HOST);
    server.addConnector(connector);
    server.setHandler(
        new ContextHandler(
            new LocalDynamoDBServerHandler(
                new LocalDynamoDBRequestHandler(0, true, null, true, false), null)));
    server.start();
    return "http://" + HOST + ":" + connector.getLocalPort();
  }
}
