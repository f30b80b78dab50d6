package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.CaptureConfig.PreImages;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is refused on servers that cannot be had here: only their answers to hello differ. */
final class StartUpCheckTest {

  private static final ServerFacts STANDALONE = new ServerFacts("7.0.14", false);
  private static final EventMapping BY_AUTHOR =
      EventMapping.of("posts", "post", "feed", "author", null, List.of("id=_id", "author"));
  private static final EventMapping BY_ID =
      EventMapping.of("posts", "post", "feed", "_id", null, List.of("id=_id"));

  private static EmbeddedMongo mongo;
  private static MongoClient client;
  private static MongoDatabase database;

  @BeforeAll
  static void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    database = client.getDatabase("social");
    database.createCollection("posts");
  }

  @AfterAll
  static void stop() {
    client.close();
    mongo.close();
  }

  private static void check(EventMapping mapping, PreImages preImages, ServerFacts server) {
    new StartUpCheck(
            database, CaptureConfig.of("social", List.of(mapping)).withPreImages(preImages))
        .run(server);
  }

  @Test
  void run_onAStandaloneServer_saysWhatNeedsAReplicaSet_andWhatElseWorks() {
    assertThatThrownBy(() -> check(BY_ID, PreImages.CHECK, STANDALONE))
        .isInstanceOf(CaptureException.class)
        .hasMessageContainingAll(
            "standalone", "change streams", "transactions", "[posts]", "rs.initiate()", "outbox");
  }

  @Test
  void run_onAStandaloneServer_withTheOutboxAlone_isFine() {
    CaptureConfig outbox = CaptureConfig.of("social", List.of(), List.of(), OutboxConfig.AUTO);

    assertThatCode(() -> new StartUpCheck(database, outbox).run(STANDALONE))
        .doesNotThrowAnyException();
  }

  @Test
  void run_onAServerWithoutThisStream_namesItsVersionAndTheOnesThatWork() {
    assertThatThrownBy(() -> check(BY_ID, PreImages.CHECK, new ServerFacts("4.0.28", true)))
        .isInstanceOf(CaptureException.class)
        .hasMessageContainingAll("4.0.28", "too old", "4.2", "6.0", "outbox");
    assertThatCode(() -> check(BY_ID, PreImages.CHECK, new ServerFacts("4.2.0", true)))
        .doesNotThrowAnyException();
  }

  @Test
  void run_onAServerWithoutPreImages_refusesDeletesThatNeedThem_whateverIsAllowed() {
    for (PreImages preImages : PreImages.values()) {
      assertThatThrownBy(() -> check(BY_AUTHOR, preImages, new ServerFacts("5.0.31", true)))
          .isInstanceOf(CaptureException.class)
          .hasMessageContainingAll("'posts'", "[author]", "upgrade MongoDB 5.0.31 to 6.0");
    }
  }

  @Test
  void of_theServerThatAnswers_tellsVersionAndReplicaSet() {
    ServerFacts facts = ServerFacts.of(database);

    assertThat(facts.replicated()).isTrue();
    assertThat(facts.hasPreImages()).isTrue();
  }

  @Test
  void atLeast_comparesNumbers_notText() {
    assertThat(new ServerFacts("10.0.1-rc0", true).atLeast(6, 0)).isTrue();
    assertThat(new ServerFacts("6.0.0", true).atLeast(6, 0)).isTrue();
    assertThat(new ServerFacts("5.3.9", true).atLeast(6, 0)).isFalse();
    assertThat(new ServerFacts("4.10", true).atLeast(4, 2)).isTrue();
  }
}
