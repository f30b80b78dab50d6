package dev.banyan.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LegacyDataLoaderIT {

  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
  private final MongoClient client = MongoClients.create(mongo.connectionString());
  private final MongoDatabase social = client.getDatabase("social");
  private final SocialGraph graph = SocialGraph.generate(100, 2500, 4);
  private final List<String> progress = new ArrayList<>();
  private LoadedPosts posts = new LoadedPosts(0, NOW);

  @BeforeEach
  void load() {
    posts =
        new LegacyDataLoader(social, 4, NOW, (name, count) -> progress.add(name + " " + count))
            .load(graph, PostTexts.generated(30, 4));
  }

  @AfterEach
  void stop() {
    client.close();
    mongo.close();
  }

  @Test
  void load_writesUsersAsTheMonolithDoes() {
    Document user = social.getCollection("users").find(new Document("_id", "u7")).first();

    assertThat(social.getCollection("users").countDocuments()).isEqualTo(100);
    assertThat(user)
        .containsOnlyKeys("_id", "username", "displayName", "passwordHash", "createdAt")
        .containsEntry("username", "u7");
    assertThat(user.get("createdAt")).isInstanceOf(Date.class);
  }

  @Test
  void load_writesEveryFollowAsTheMonolithDoes() {
    var found = new ArrayList<String>();
    for (Document follow : social.getCollection("follows").find()) {
      assertThat(follow).containsOnlyKeys("_id", "follower", "followee", "createdAt");
      found.add(follow.getString("follower") + ":" + follow.getString("followee"));
      assertThat(follow.getString("_id")).isEqualTo(found.get(found.size() - 1));
    }
    var expected = new ArrayList<String>();
    graph.forEachFollow((a, b) -> expected.add(graph.userId(a) + ":" + graph.userId(b)));
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void load_writesOnePostPerTextWithIdsThatGrowWithTime() {
    var ids = new ArrayList<ObjectId>();
    for (int post = 0; post < posts.count(); post++) {
      Document stored =
          social.getCollection("posts").find(new Document("_id", posts.id(post))).first();
      assertThat(stored)
          .containsOnlyKeys("_id", "author", "text", "createdAt")
          .containsEntry("author", graph.userId(posts.author(post)));
      assertThat(posts.id(post).getDate()).isEqualTo(stored.getDate("createdAt"));
      ids.add(posts.id(post));
    }
    assertThat(ids).hasSize(30).isSorted();
  }

  @Test
  void load_reportsEachBatch() {
    assertThat(progress)
        .containsExactly("users 100", "follows 1000", "follows 2000", "follows 2500", "posts 30");
  }

  @Test
  void load_refusesADatabaseThatIsInUse() {
    var again = new LegacyDataLoader(social, 4, NOW, (name, count) -> {});

    assertThatThrownBy(() -> again.load(graph, PostTexts.generated(1, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Collection users of database social is not empty");
  }
}
