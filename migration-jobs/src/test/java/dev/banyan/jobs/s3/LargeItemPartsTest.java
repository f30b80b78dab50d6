package dev.banyan.jobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.MappingFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/** Large items through the ordinary S3 client, into a server that keeps what is put. */
final class LargeItemPartsTest {

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private volatile int status = 200;
  private HttpServer server;
  private LargeItemParts parts;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (status == 200) {
            objects.put(exchange.getRequestURI().getPath(), body);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
            .httpClient(UrlConnectionHttpClient.create())
            .build();
    parts = new LargeItemParts(new BucketParts(client, "bucket", "large"));
  }

  @AfterEach
  void stop() {
    parts.close();
    server.stop(0);
  }

  private List<Map<String, AttributeValue>> encode(String text) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    MappingFile.parse(
            "m.yaml", "collection: c\ntable: t\npartition: \"{_id}\"\noversize: offload\n")
        .mappings()
        .get(0)
        .withLargeItems(parts)
        .encoder()
        .encode(
            new RawBsonDocument(
                new BsonDocument("_id", new BsonString("k")).append("big", new BsonString(text)),
                new BsonDocumentCodec()),
            SourceVersion.LOWEST,
            item ->
                items.add(
                    ItemJson.parse(
                        java.util.Arrays.copyOfRange(
                            item.array(), item.offset(), item.offset() + item.length()))));
    return items;
  }

  @Test
  void store_putsTheWholeItem_andTheTableHoldsWhereItIs() {
    String text = "x".repeat(500_000);

    Map<String, AttributeValue> item = encode(text).get(0);

    String place = item.get("$large").s();
    assertThat(place).startsWith("s3://bucket/large/t/");
    byte[] object = objects.get("/bucket/" + place.substring("s3://bucket/".length()));
    assertThat(ItemJson.parse(object).get("big").s()).isEqualTo(text);
    assertThat(item).containsKey("_id");
  }

  @Test
  void store_neverChangesWhatAnOlderItemRefersTo() {
    String first = encode("x".repeat(500_000)).get(0).get("$large").s();
    String again = encode("x".repeat(500_000)).get(0).get("$large").s();
    String changed = encode("y".repeat(500_000)).get(0).get("$large").s();

    assertThat(again).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
    assertThat(objects).hasSize(2);
  }

  @Test
  void store_stopsTheJob_whenTheBucketRefuses() {
    status = 403;
    assertThatThrownBy(() -> encode("x".repeat(500_000)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("s3://bucket/large/ cannot be used");
  }
}
