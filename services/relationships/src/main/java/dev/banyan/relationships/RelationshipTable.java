package dev.banyan.relationships;

import static dev.banyan.relationships.RelationshipItem.text;

import dev.banyan.events.Event.Trace;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.Outcome;
import dev.banyan.stream.VersionedPut;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The table {@code relationships}: its layout ({@link RelationshipItem}) and its write conditions.
 *
 * <p>Thread-safe. Throws what the SDK throws.
 */
public final class RelationshipTable {

  public static final String NAME = "relationships";

  private final DynamoDbClient client;
  private final Clock clock;
  private final VersionedPut versioned;

  public RelationshipTable(DynamoDbClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
    this.versioned = new VersionedPut(client, NAME);
  }

  /** Writes a live edge over a lower version. */
  public Outcome put(Follow follow, SourceVersion version, Origin origin) {
    return write(Relationship.live(follow, version, origin, Trace.NONE));
  }

  /** Writes a tombstone over a lower version, also where there is no edge yet. */
  public Outcome delete(String follower, String followee, SourceVersion version, Origin origin) {
    return write(Relationship.tombstone(follower, followee, version, origin, Trace.NONE));
  }

  private Outcome write(Relationship relationship) {
    return versioned.write(item(relationship)) == VersionedPut.Result.WRITTEN
        ? Outcome.APPLIED
        : Outcome.ALREADY_NEWER;
  }

  /**
   * An edge as a backfill inserts it, where the table knows nothing of it, not even a tombstone.
   *
   * @param version the position that was noted before the first read, or the document's own
   */
  public static Map<String, AttributeValue> backfilled(Follow follow, SourceVersion version) {
    return RelationshipItem.write(
        Relationship.live(follow, version, Origin.LEGACY, Trace.NONE), Instant.EPOCH);
  }

  /**
   * The write of an owner that has just read the item: only if it is still as read.
   *
   * @param last the item as read, or null if there was none
   * @return false if another write came between
   */
  boolean replace(Relationship next, @Nullable Relationship last) {
    PutItemRequest.Builder put = PutItemRequest.builder().tableName(NAME).item(item(next));
    if (last == null) {
      put.conditionExpression("attribute_not_exists(v)");
    } else {
      put.conditionExpression("v = :last")
          .expressionAttributeValues(Map.of(":last", text(last.version().toString())));
    }
    try {
      client.putItem(put.build());
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private Map<String, AttributeValue> item(Relationship relationship) {
    return RelationshipItem.write(relationship, Instant.now(clock));
  }

  /** The item, which may be a tombstone (a consistent read). */
  public Optional<Relationship> get(String follower, String followee) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                request ->
                    request
                        .tableName(NAME)
                        .key(Map.of("follower", text(follower), "followee", text(followee)))
                        .consistentRead(true))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(RelationshipItem.read(item));
  }

  /**
   * Whom the user follows, ascending by id (a consistent read).
   *
   * @param after only ids above it; empty for the first page
   */
  public IdPage following(String user, String after, int limit) {
    var query = page("follower", user, "followee", after, limit).consistentRead(true);
    return IdPage.of(ids(query, "followee", limit + 1), limit);
  }

  /**
   * Who follows the user, ascending by id. An index answers, which may be some milliseconds behind
   * the table.
   */
  public IdPage followers(String user, String after, int limit) {
    var query = page("followeeKey", user, "follower", after, limit).indexName("followers");
    return IdPage.of(ids(query, "follower", limit + 1), limit);
  }

  private static QueryRequest.Builder page(
      String fixed, String user, String wanted, String after, int limit) {
    boolean first = after.isEmpty();
    Map<String, AttributeValue> values =
        first ? Map.of(":user", text(user)) : Map.of(":user", text(user), ":after", text(after));
    return QueryRequest.builder()
        .tableName(NAME)
        .keyConditionExpression(fixed + " = :user" + (first ? "" : " AND " + wanted + " > :after"))
        .filterExpression("attribute_not_exists(deleted)")
        .projectionExpression(wanted)
        .expressionAttributeValues(values)
        .limit(limit + 1);
  }

  /** Reads on over tombstones until the page is full. */
  private List<String> ids(QueryRequest.Builder query, String wanted, int enough) {
    List<String> ids = new ArrayList<>();
    for (var page : client.queryPaginator(query.build())) {
      for (var item : page.items()) {
        ids.add(item.getOrDefault(wanted, text("")).s());
        if (ids.size() == enough) {
          return ids;
        }
      }
    }
    return ids;
  }
}
