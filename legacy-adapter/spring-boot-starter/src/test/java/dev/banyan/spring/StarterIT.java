package dev.banyan.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.events.SourceVersion;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The starter inside a small application. */
final class StarterIT {

  private static EmbeddedMongo mongo;
  private static LocalKinesis kinesis;
  private static ConfigurableApplicationContext context;
  private static int port;
  private final HttpClient http = HttpClient.newHttpClient();

  @SpringBootApplication
  static class App {

    @Bean
    KinesisClient kinesisClient() {
      return KinesisClient.builder()
          .endpointOverride(kinesis.endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(AnonymousCredentialsProvider.create())
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .build();
    }
  }

  @RestController
  static class Follows {

    private final MongoCollection<Document> follows;

    Follows(MongoClient client) {
      this.follows = client.getDatabase("social").getCollection("follows");
    }

    @PutMapping("/follows/{a}/{b}")
    ResponseEntity<Void> follow(@PathVariable String a, @PathVariable String b) {
      follows.insertOne(
          new Document("_id", a + ":" + b).append("follower", a).append("followee", b));
      return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/follows/{a}/{b}")
    String unfollow(@PathVariable String a, @PathVariable String b) {
      follows.deleteOne(Filters.eq(a + ":" + b));
      return "gone";
    }

    @PostMapping("/stream")
    void stream(HttpServletResponse response) throws IOException {
      follows.insertOne(new Document("follower", "s").append("followee", "t"));
      OutputStream out = response.getOutputStream();
      out.write(new byte[100_000]); // more than the buffer: commits
      out.flush();
    }

    @PostMapping("/refuse")
    void refuse(HttpServletResponse response) throws IOException {
      follows.insertOne(new Document("follower", "r").append("followee", "t"));
      response.sendError(409);
    }

    @PostMapping("/idle")
    String idle() {
      return String.valueOf(follows.countDocuments());
    }

    @GetMapping("/mdc")
    String mdc() {
      follows.insertOne(new Document("follower", "m").append("followee", "t"));
      return MDC.get("correlationId") + " " + MDC.get("traceparent");
    }
  }

  @BeforeAll
  static void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    kinesis = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
    context = run(List.of());
    context
        .getBean(KinesisClient.class)
        .createStream(request -> request.streamName("banyan-events").shardCount(1));
    port = ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    context.close();
    kinesis.close();
    mongo.close();
  }

  private static ConfigurableApplicationContext run(List<String> more) {
    List<String> arguments = new ArrayList<>();
    Map.of(
            "server.port", "0",
            "spring.mongodb.uri", mongo.connectionString().replace("/?", "/social?"),
            "banyan.capture.mappings.follows.event", "follow",
            "banyan.capture.mappings.follows.capability", "relationships",
            "banyan.capture.mappings.follows.partition-key", "follower",
            "banyan.capture.mappings.follows.id", "{follower}:{followee}",
            "banyan.capture.mappings.follows.fields", "follower, followee")
        .forEach((key, value) -> arguments.add("--" + key + "=" + value));
    arguments.addAll(more);
    return new SpringApplication(App.class, Follows.class).run(arguments.toArray(String[]::new));
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static SourceVersion position(HttpResponse<?> response) {
    return SourceVersion.parse(response.headers().firstValue("X-Banyan-Position").orElseThrow());
  }

  @Test
  void write_isAnsweredWithAPositionThatTheRelayPasses() throws Exception {
    SourceVersion put = position(send("PUT", "/follows/alice/bob"));
    SourceVersion deleted = position(send("DELETE", "/follows/alice/bob"));

    assertThat(deleted).isGreaterThan(put);
    RelayLifecycle relay = context.getBean(RelayLifecycle.class);
    await(() -> assertThat(relay.status().position()).isGreaterThan(deleted));
    assertThat(relay.status().published()).isGreaterThanOrEqualTo(2);
    assertThat(relay.status().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void write_thatCommitsItsResponseEarly_hasItsPosition() throws Exception {
    assertThat(position(send("POST", "/stream"))).isNotNull();
  }

  @Test
  void write_thatEndsInAnError_hasItsPosition() throws Exception {
    HttpResponse<String> refused = send("POST", "/refuse");

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(position(refused)).isNotNull();
  }

  @Test
  void request_thatWroteNothing_hasNoPosition() throws Exception {
    assertThat(send("POST", "/idle").headers().firstValue("X-Banyan-Position")).isEmpty();
    assertThat(send("GET", "/mdc").headers().firstValue("X-Banyan-Position")).isEmpty();
  }

  @Test
  void correlation_isTakenOrMade() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    HttpResponse<String> given =
        send("GET", "/mdc", "X-Correlation-Id", "abc-1", "traceparent", trace);
    HttpResponse<String> made = send("GET", "/mdc", "X-Correlation-Id", "not valid!");

    assertThat(given.headers().firstValue("X-Correlation-Id")).contains("abc-1");
    assertThat(given.body()).isEqualTo("abc-1 " + trace);
    assertThat(made.headers().firstValue("X-Correlation-Id").orElseThrow()).hasSize(36);
    assertThat(made.body()).matches("[0-9a-f-]{36} 00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void health_tellsHowTheRelayIsDoing() {
    HealthIndicator health = context.getBean("banyanCaptureHealthIndicator", HealthIndicator.class);

    await(() -> assertThat(health.health().getStatus()).isEqualTo(Status.UP));
    assertThat(health.health().getDetails())
        .containsEntry("state", State.RUNNING)
        .containsKeys("position", "lagMillis", "published", "deadLetters", "epoch");
  }

  @Test
  void start_withAnUnknownKey_namesTheNearest() {
    assertThatThrownBy(() -> run(List.of("--banyan.capture.heartbeat-intervall=2s")))
        .hasMessageContainingAll(
            "'banyan.capture.heartbeat-intervall'", "'banyan.capture.heartbeat-interval'");
    assertThatThrownBy(() -> run(List.of("--banyan.capture.mappings.posts.evnt=post")))
        .hasMessageContaining("'banyan.capture.mappings.posts.event'");
  }

  @Test
  void start_withAMappingThatCannotWork_saysWhy() {
    assertThatThrownBy(
            () ->
                run(
                    List.of(
                        "--banyan.capture.mappings.posts.event=post",
                        "--banyan.capture.mappings.posts.capability=feed",
                        "--banyan.capture.mappings.posts.partition-key=author",
                        "--banyan.capture.mappings.posts.fields=author")))
        .rootCause()
        .hasMessageContainingAll("posts", "[author]", "pre-images: enable");
    assertThatThrownBy(() -> run(List.of("--banyan.capture.mappings.posts.event=post")))
        .rootCause()
        .hasMessageContaining("capability of posts");
  }

  @Test
  void start_disabled_hasNoRelayButPositions() {
    try (ConfigurableApplicationContext other = run(List.of("--banyan.capture.enabled=false"))) {
      assertThat(other.getBeanNamesForType(RelayLifecycle.class)).isEmpty();
      assertThat(other.getBeanNamesForType(BanyanFilter.class)).hasSize(1);
    }
  }

  @Test
  void start_allowedToAlterCollections_turnsPreImagesOn() {
    MongoDatabase database = context.getBean(MongoClient.class).getDatabase("altered");
    try (ConfigurableApplicationContext other =
        run(List.of("--banyan.capture.database=altered", "--banyan.capture.pre-images=enable"))) {
      await(
          () ->
              assertThat(other.getBean(RelayLifecycle.class).status().state())
                  .isEqualTo(State.RUNNING));
      assertThat(database.listCollections().filter(Filters.eq("name", "follows")).first().toJson())
          .contains("\"changeStreamPreAndPostImages\": {\"enabled\": true}");
    }
  }

  private static void await(ThrowingCallable assertions) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (true) {
      try {
        assertions.call();
        return;
      } catch (Throwable e) {
        if (System.nanoTime() > deadline) {
          throw e instanceof Error error ? error : new AssertionError(e);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }
}
