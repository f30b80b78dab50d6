package dev.banyan.feed;

import static dev.banyan.feed.Items.key;
import static dev.banyan.feed.Items.text;

import dev.banyan.events.SourceVersion;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.VersionedPut;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The table {@code feed-edges}: key {@code author} and {@code follower}; {@code v}; on a tombstone
 * {@code deleted} and {@code expiresAt}. Under the author {@code ~celebrities} it lists the authors
 * that are merged on read; an author stays in that list for good, because posts of that time are in
 * no timeline.
 *
 * <p>All reads are consistent. Thread-safe. Throws what the SDK throws.
 */
public final class EdgeTable {

  public static final String NAME = "feed-edges";

  private static final String CELEBRITIES = "~celebrities";

  private final DynamoDbClient client;
  private final Clock clock;
  private final VersionedPut versioned;
  private final BatchReads reads;

  public EdgeTable(DynamoDbClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
    this.versioned = new VersionedPut(client, NAME);
    this.reads = new BatchReads(client, Backoff.DEFAULT);
  }

  /** Writes a live edge over a lower version. */
  public VersionedPut.Result put(Edge edge, SourceVersion version) {
    return versioned.write(item(edge, version));
  }

  /** Writes a tombstone over a lower version, also where there is no edge yet. */
  public VersionedPut.Result delete(Edge edge, SourceVersion version) {
    return versioned.write(Items.tombstone(keyOf(edge), version, Instant.now(clock)));
  }

  /**
   * An edge as a backfill inserts it, where the table knows nothing of it, not even a tombstone.
   */
  public static Map<String, AttributeValue> backfilled(Edge edge, SourceVersion version) {
    return item(edge, version);
  }

  private static Map<String, AttributeValue> item(Edge edge, SourceVersion version) {
    Map<String, AttributeValue> item = keyOf(edge);
    Items.version(item, version);
    return item;
  }

  private static Map<String, AttributeValue> keyOf(Edge edge) {
    return key("author", edge.author(), "follower", edge.follower());
  }

  /** The author's first followers by id, at most {@code limit}. */
  List<String> followers(String author, int limit) {
    return sortKeys(author, limit);
  }

  /** Which of the authors the user follows. */
  Set<String> followed(String user, Collection<String> authors) {
    Set<String> followed = new HashSet<>();
    for (var item : reads.get(NAME, keys(user, authors))) {
      if (Items.isLive(item)) {
        followed.add(Items.required(item, "author"));
      }
    }
    return followed;
  }

  static List<Map<String, AttributeValue>> keys(String user, Collection<String> authors) {
    return authors.stream().map(author -> key("author", author, "follower", user)).toList();
  }

  /** From now on the author's posts are merged on read. */
  void addCelebrity(String author) {
    var item = key("author", CELEBRITIES, "follower", author);
    client.putItem(request -> request.tableName(NAME).item(item));
  }

  boolean isCelebrity(String author) {
    var key = key("author", CELEBRITIES, "follower", author);
    return client
        .getItem(request -> request.tableName(NAME).key(key).consistentRead(true))
        .hasItem();
  }

  List<String> celebrities() {
    return sortKeys(CELEBRITIES, Integer.MAX_VALUE);
  }

  private List<String> sortKeys(String author, int limit) {
    var query =
        QueryRequest.builder()
            .tableName(NAME)
            .keyConditionExpression("author = :author")
            .filterExpression("attribute_not_exists(deleted)")
            .projectionExpression("follower")
            .expressionAttributeValues(Map.of(":author", text(author)))
            .consistentRead(true);
    List<String> keys = new ArrayList<>();
    for (var page : client.queryPaginator(query.build())) {
      for (var item : page.items()) {
        keys.add(Items.required(item, "follower"));
        if (keys.size() == limit) {
          return keys;
        }
      }
    }
    return keys;
  }
}
