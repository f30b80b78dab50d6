package dev.banyan.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.Await;
import dev.banyan.cli.input.LegacyDataLoader;
import dev.banyan.cli.input.LoadedPosts;
import dev.banyan.cli.input.PostTexts;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.load.LoadGenerator;
import dev.banyan.cli.load.LoadSettings;
import dev.banyan.cli.load.SocialModel;
import dev.banyan.cli.load.SocialServer;
import dev.banyan.cli.load.SocialServer.Lie;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@Timeout(180)
class AuditIT {

  private static final String SECRET = "a secret for tests of at least 32 bytes";

  private final EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
  private final MongoClient client = MongoClients.create(mongo.connectionString());
  private final MongoDatabase social = client.getDatabase("social");
  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final SocialServer legacy = new SocialServer();
  private final SocialServer serverless = new SocialServer();
  private final SocialGraph graph = SocialGraph.generate(30, 200, 3);
  private final LoadedPosts posts =
      new LegacyDataLoader(social, 3, Instant.parse("2026-11-01T00:00:00Z"), (name, count) -> {})
          .load(graph, PostTexts.generated(40, 3));
  private final SocialModel model = new SocialModel(graph, posts);

  private final String follower = graph.userId(SocialGraph.follower(graph.edgeAt(7)));
  private final String followee = graph.userId(SocialGraph.followee(graph.edgeAt(7)));

  AuditIT() throws IOException {}

  @BeforeEach
  void fillBothSides() {
    graph.forEachFollow(
        (a, b) -> {
          dynamoDb.put(graph.userId(a), graph.userId(b));
          legacy.follow(graph.userId(a), graph.userId(b));
          serverless.follow(graph.userId(a), graph.userId(b));
        });
    for (Document post : social.getCollection("posts").find()) {
      String id = post.getObjectId("_id").toHexString();
      legacy.post(id, post.getString("author"), post.getString("text"));
      serverless.post(id, post.getString("author"), post.getString("text"));
    }
  }

  @AfterEach
  void stop() {
    legacy.close();
    serverless.close();
    client.close();
    mongo.close();
  }

  @Test
  void run_agreesIfBothSidesHoldTheModel() throws InterruptedException {
    AuditReport report = audit();

    assertThat(report.agrees()).isTrue();
    assertThat(report.expectedFollows()).isEqualTo(200);
    assertThat(report.legacyFollows().found()).isEqualTo(200);
    assertThat(report.serverlessFollows().found()).isEqualTo(200);
    assertThat(report.expectedPosts()).isEqualTo(40);
    assertThat(report.legacyPosts().found()).isEqualTo(40);
    assertThat(report.feeds().usersCompared()).isEqualTo(30);
    assertThat(report.uncertainEdges()).isZero();
  }

  @Test
  void run_namesAFollowThatMongoDbHasLost() throws InterruptedException {
    social.getCollection("follows").deleteOne(new Document("_id", follower + ":" + followee));

    AuditReport report = audit();

    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.legacyFollows().missingSamples()).containsExactly(follower + ":" + followee);
    assertThat(report.serverlessFollows().agrees()).isTrue();
    assertThat(report.agrees()).isFalse();
  }

  @Test
  void run_namesFollowsThatMongoDbMustNotHave() throws InterruptedException {
    var follows = social.getCollection("follows");
    follows.insertOne(follow("u1:nobody", "u1", "nobody"));
    follows.insertOne(follow("x", "u1", "u2"));

    AuditReport report = audit();

    assertThat(report.extra()).isEqualTo(2);
    assertThat(report.legacyFollows().extraSamples())
        .containsExactlyInAnyOrder("u1:nobody", "x (follower u1, followee u2)");
  }

  @Test
  void run_namesWhatTheTableLacksAndHoldsTooMuch() throws InterruptedException {
    dynamoDb.remove(follower, followee);
    dynamoDb.put("u1", "nobody");

    AuditReport report = audit();

    assertThat(report.serverlessFollows().missingSamples())
        .containsExactly(follower + ":" + followee);
    assertThat(report.serverlessFollows().extraSamples()).containsExactly("u1:nobody");
    assertThat(report.legacyFollows().agrees()).isTrue();
  }

  @Test
  void run_takesATombstoneForWhatItIs() throws InterruptedException {
    dynamoDb.put(follower, followee, Map.of("deleted", AttributeValue.fromBool(true)));
    dynamoDb.put("u1", "nobody", Map.of("deleted", AttributeValue.fromBool(true)));

    AuditReport report = audit();

    assertThat(report.serverlessFollows().missing()).isEqualTo(1);
    assertThat(report.serverlessFollows().extra()).isZero();
  }

  @Test
  void run_findsAnItemThatTheIndexOfFollowersDoesNotShow() throws InterruptedException {
    dynamoDb.put(follower, followee, Map.of());

    AuditReport report = audit();

    assertThat(report.serverlessFollows().extraSamples())
        .containsExactly(follower + ":" + followee + " (followeeKey null)");
  }

  @Test
  void run_comparesPosts() throws InterruptedException {
    var stored = social.getCollection("posts");
    stored.deleteOne(new Document("_id", posts.id(5)));
    var stray = new ObjectId();
    stored.insertOne(new Document("_id", stray).append("author", "u1").append("text", "x"));
    stored.updateOne(
        new Document("_id", posts.id(6)), new Document("$set", new Document("author", "zz")));

    AuditReport report = audit();

    assertThat(report.legacyPosts().missingSamples()).containsExactly(posts.id(5).toHexString());
    assertThat(report.legacyPosts().extra()).isEqualTo(2);
    assertThat(report.legacyPosts().extraSamples())
        .contains(stray.toHexString())
        .anyMatch(sample -> sample.startsWith(posts.id(6) + " (author zz instead of u"));
  }

  @Test
  void run_comparesFeedsOfBothSides() throws InterruptedException {
    String author = graph.userId(posts.author(39));
    serverless.deletePost(posts.id(39).toHexString());

    AuditReport report = audit();

    long fans = legacy.follows().stream().filter(f -> f.endsWith(":" + author)).count();
    assertThat(fans).isPositive();
    assertThat(report.feeds().differences()).isEqualTo((int) fans);
    assertThat(report.feeds().samples()).allMatch(sample -> sample.contains(" serverless: "));
  }

  @Test
  void run_comparesTheTextsOfBothFeeds() throws InterruptedException {
    legacy.post(posts.id(39).toHexString(), graph.userId(posts.author(39)), "changed");

    assertThat(audit().feeds().samples())
        .isNotEmpty()
        .allMatch(sample -> sample.contains(" item ") && sample.contains("changed"));
  }

  @Test
  void run_countsASideThatDoesNotAnswer() throws InterruptedException {
    serverless.lies((method, path) -> Lie.FAIL_DONE);

    assertThat(audit().feeds().differences()).isEqualTo(30);
  }

  @Test
  void run_leavesOutWhatIsUncertain() throws InterruptedException {
    legacy.lies((method, path) -> method.equals("GET") ? Lie.NONE : Lie.FAIL_UNDONE);
    try (var load = new LoadGenerator(LoadSettings.of(legacy.url(), 1000, 3, SECRET), model)) {
      load.start("failing");
      Await.until("8 uncertain edges", () -> model.uncertainEdges().size() >= 8);
      assertThat(load.pauseAndDrain(Duration.ofSeconds(60))).isTrue();
    }
    // Late arrivals of writes whose answers were errors.
    for (long edge : model.uncertainEdges()) {
      String from = model.userId(SocialGraph.follower(edge));
      String to = model.userId(SocialGraph.followee(edge));
      dynamoDb.put(from, to);
      social.getCollection("follows").deleteOne(new Document("_id", from + ":" + to));
    }

    AuditReport report = audit();

    assertThat(report.uncertainEdges()).isGreaterThanOrEqualTo(8);
    assertThat(report.missing()).isZero();
    assertThat(report.extra()).isZero();
    assertThat(report.legacyFollows().found()).isEqualTo(report.expectedFollows());
    assertThat(report.feeds().usersSkipped()).isPositive();
    assertThat(report.agrees()).isTrue();
  }

  private AuditReport audit() throws InterruptedException {
    var settings = new AuditSettings(legacy.url(), serverless.url(), SECRET, 30, 1);
    return new Audit(settings, model, social, dynamoDb).run();
  }

  private static Document follow(String id, String follower, String followee) {
    return new Document("_id", id).append("follower", follower).append("followee", followee);
  }
}
