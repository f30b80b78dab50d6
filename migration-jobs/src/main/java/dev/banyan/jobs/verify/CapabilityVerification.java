package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.Set;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What of a capability is compared. */
public final class CapabilityVerification {

  private final String capability;
  private final VerificationSource source;
  private final Set<String> collections;
  private final List<Comparison> comparisons;
  private final @Nullable BsonTimestamp from;
  private final String mapping;

  private CapabilityVerification(
      String capability,
      MongoDatabase mongo,
      Set<String> collections,
      List<Comparison> comparisons) {
    this(capability, VerificationSource.live(mongo), collections, comparisons, null, "");
  }

  private CapabilityVerification(
      String capability,
      VerificationSource source,
      Set<String> collections,
      List<Comparison> comparisons,
      @Nullable BsonTimestamp from,
      String mapping) {
    this.from = from;
    this.mapping = mapping;
    this.capability = capability;
    this.source = source;
    this.collections = collections;
    this.comparisons = comparisons;
  }

  /**
   * Any comparisons.
   *
   * @param from cluster time before their first read, perhaps that of an earlier run
   * @param mapping fingerprint, for the evidence
   */
  static CapabilityVerification of(
      String name,
      VerificationSource source,
      Set<String> collections,
      List<Comparison> comparisons,
      BsonTimestamp from,
      String mapping) {
    return new CapabilityVerification(
        name, source, collections, List.copyOf(comparisons), from, mapping);
  }

  /** The mapping's fingerprint; empty if the code is the mapping. */
  String mapping() {
    return mapping;
  }

  /** {@code follows} with {@code relationships}. */
  public static CapabilityVerification relationships(MongoDatabase mongo, DynamoDbClient dynamoDb) {
    return new CapabilityVerification(
        "relationships",
        mongo,
        Set.of("follows"),
        List.of(new CollectionComparison(Correspondence.RELATIONSHIPS, mongo, dynamoDb)));
  }

  /**
   * {@code follows} with {@code feed-edges}, {@code posts} with {@code feed-posts}, and a sample of
   * {@code feed-timelines}.
   */
  public static CapabilityVerification feed(MongoDatabase mongo, DynamoDbClient dynamoDb) {
    return new CapabilityVerification(
        "feed",
        mongo,
        Set.of("follows", "posts"),
        List.of(
            new CollectionComparison(Correspondence.FEED_EDGES, mongo, dynamoDb),
            new CollectionComparison(Correspondence.FEED_POSTS, mongo, dynamoDb),
            new TimelineComparison(mongo, dynamoDb)));
  }

  String capability() {
    return capability;
  }

  /** What changes from now on, or since an earlier run began. */
  ChangeFeed changes() {
    return source.changes(collections, from);
  }

  List<Comparison> comparisons() {
    return comparisons;
  }
}
