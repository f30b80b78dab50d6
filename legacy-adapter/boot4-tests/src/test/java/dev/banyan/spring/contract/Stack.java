package dev.banyan.spring.contract;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** MongoDB and Kinesis for one test class, and the applications that it starts. */
final class Stack implements AutoCloseable {

  static final String STREAM = "banyan-events";

  private final EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
  private final LocalKinesis local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
  private final KinesisClient kinesis =
      KinesisClient.builder()
          .endpointOverride(local.endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(AnonymousCredentialsProvider.create())
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .build();

  Stack() {
    System.setProperty("aws.accessKeyId", "local"); // what the SDK's own chain finds
    System.setProperty("aws.secretAccessKey", "local");
    try {
      kinesis.createStream(request -> request.streamName(STREAM).shardCount(1));
    } catch (ResourceInUseException e) { // the client's own retry after a slow answer
      kinesis.describeStreamSummary(request -> request.streamName(STREAM));
    }
  }

  String uri(String database) {
    return mongo.connectionString().replace("/?", "/" + database + "?");
  }

  URI kinesisEndpoint() {
    return local.endpoint();
  }

  /** What the server says of itself. */
  Document hello() {
    try (MongoClient client = MongoClients.create(mongo.connectionString())) {
      return client.getDatabase("admin").runCommand(new Document("hello", 1));
    }
  }

  /** An application with its database, and the properties given as {@code key=value}. */
  ConfigurableApplicationContext run(
      WebApplicationType type, Class<?> application, String database, List<String> more) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(type);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", "0");
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.mongodb.uri", uri(database)); // Boot 4
    properties.put("spring.data.mongodb.uri", uri(database)); // Boot 3
    properties.put("management.endpoint.health.show-details", "always");
    properties.put("banyan.capture.region", "us-east-1");
    properties.put("banyan.capture.endpoint", kinesisEndpoint().toString());
    app.setDefaultProperties(properties);
    return app.run(more.stream().map(each -> "--" + each).toArray(String[]::new));
  }

  /** All domain events so far, in stream order. */
  List<Event> events() {
    String iterator =
        kinesis
            .getShardIterator(
                request ->
                    request
                        .streamName(STREAM)
                        .shardId("shardId-000000000000")
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    List<Event> events = new ArrayList<>();
    EnvelopeCodec codec = new EnvelopeCodec();
    while (true) {
      String from = iterator;
      GetRecordsResponse page = kinesis.getRecords(request -> request.shardIterator(from));
      if (page.records().isEmpty()) {
        return events;
      }
      page.records().stream()
          .flatMap(record -> AggregatedRecord.unpack(record.data().asByteArray()).stream())
          .map(codec::decode)
          .filter(event -> !event.isMarker())
          .forEach(events::add);
      iterator = page.nextShardIterator();
    }
  }

  List<Event> events(String type) {
    return events().stream().filter(event -> event.type().equals(type)).toList();
  }

  @Override
  public void close() {
    kinesis.close();
    local.close();
    mongo.close();
  }
}
