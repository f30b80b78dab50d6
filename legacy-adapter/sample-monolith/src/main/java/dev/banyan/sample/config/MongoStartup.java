package dev.banyan.sample.config;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import dev.banyan.sample.follow.Follow;
import dev.banyan.sample.post.Post;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.stereotype.Component;

/** Before the first request: MongoDB answers, and the indexes exist. */
@Component
class MongoStartup implements InitializingBean {

  private final MongoClient client;
  private final MongoTemplate mongo;
  private final ConnectionString uri;
  private final Duration timeout;

  MongoStartup(
      MongoClient client,
      MongoTemplate mongo,
      MongoConnectionDetails connection,
      SocialProperties properties) {
    this.client = client;
    this.mongo = mongo;
    this.uri = connection.getConnectionString();
    this.timeout = properties.mongoStartupTimeout();
  }

  @Override
  public void afterPropertiesSet() {
    try {
      client
          .getDatabase(mongo.getDb().getName())
          .withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .runCommand(new Document("ping", 1));
    } catch (MongoException e) {
      throw unreachable(e);
    }
    createIndexes();
  }

  private void createIndexes() {
    mongo
        .indexOps(Follow.class)
        .createIndex(new Index("follower", Direction.ASC).on("followee", Direction.ASC));
    mongo
        .indexOps(Follow.class)
        .createIndex(new Index("followee", Direction.ASC).on("follower", Direction.ASC));
    mongo
        .indexOps(Post.class)
        .createIndex(new Index("author", Direction.ASC).on("_id", Direction.DESC));
  }

  /** Names hosts and database only: the URI may hold credentials. */
  private StartupFailure unreachable(MongoException cause) {
    String where =
        (uri.isSrvProtocol() ? "mongodb+srv://" : "mongodb://")
            + String.join(",", uri.getHosts())
            + "/"
            + mongo.getDb().getName();
    return new StartupFailure(
        "MongoDB at %s did not answer within %d ms (%s)."
            .formatted(where, timeout.toMillis(), cause.getClass().getSimpleName()),
        "Start MongoDB there, or set spring.mongodb.uri (or the environment variable"
            + " SPRING_MONGODB_URI) to where it runs; check user, password and firewall.",
        cause);
  }
}
