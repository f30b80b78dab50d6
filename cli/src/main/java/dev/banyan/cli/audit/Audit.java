package dev.banyan.cli.audit;

import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.load.SocialModel;
import dev.banyan.cli.load.Tokens;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Compares both stores, read raw, and both sides' feeds with the model. It shares no code with
 * whatever wrote them.
 *
 * <p>The traffic must be drained and both sides caught up before, or what is under way shows as a
 * difference.
 */
public final class Audit {

  private final AuditSettings settings;
  private final SocialModel model;
  private final LegacyStore legacy;
  private final ServerlessStore serverless;

  /**
   * An audit.
   *
   * @param database the monolith's
   */
  public Audit(
      AuditSettings settings, SocialModel model, MongoDatabase database, DynamoDbClient dynamoDb) {
    this.settings = settings;
    this.model = model;
    this.legacy = new LegacyStore(database);
    this.serverless = new ServerlessStore(dynamoDb);
  }

  /**
   * Reads everything once.
   *
   * @throws RuntimeException of the driver or the SDK client, if a store cannot be read
   */
  public AuditReport run() throws InterruptedException {
    SocialGraph follows = model.followsNow();
    Set<Long> uncertain = model.uncertainEdges();
    var inLegacy = new FollowComparison(follows, uncertain);
    legacy.follows(inLegacy);
    var inServerless = new FollowComparison(follows, uncertain);
    serverless.follows(inServerless);
    return new AuditReport(
        inLegacy.expectedCount(),
        inLegacy.result(),
        inServerless.result(),
        uncertain.size(),
        model.certainPosts(),
        legacy.posts(model),
        model.uncertainPosts(),
        feeds(follows, uncertain));
  }

  private AuditReport.Feeds feeds(SocialGraph follows, Set<Long> uncertain)
      throws InterruptedException {
    var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    var tokens = new Tokens(settings.jwtSecret(), Clock.systemUTC());
    return new FeedComparison(
            model,
            follows,
            uncertain,
            new FeedClient(http, settings.legacyUrl(), tokens),
            new FeedClient(http, settings.serverlessUrl(), tokens))
        .compare(settings.feedUsers(), settings.seed());
  }
}
