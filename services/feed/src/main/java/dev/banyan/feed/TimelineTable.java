package dev.banyan.feed;

import static dev.banyan.feed.Items.key;
import static dev.banyan.feed.Items.text;

import dev.banyan.stream.Backoff;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The table {@code feed-timelines}: key {@code user} and {@code postId}; {@code author}. An entry
 * says that a post may be in a feed; whether it still is, posts and edges say when it is read. So
 * an entry has no version, is written as often as one likes, and is never taken away.
 *
 * <p>Thread-safe. Throws what the SDK throws.
 */
public final class TimelineTable {

  public static final String NAME = "feed-timelines";

  /** DynamoDB's limit of items in one {@code BatchWriteItem}. */
  private static final int BATCH = 25;

  private final DynamoDbClient client;
  private final Backoff backoff;

  public TimelineTable(DynamoDbClient client) {
    this(client, Backoff.DEFAULT);
  }

  TimelineTable(DynamoDbClient client, Backoff backoff) {
    this.client = client;
    this.backoff = backoff;
  }

  /** A post by an author in a user's timeline. */
  record Entry(String user, String postId, String author) {}

  /**
   * Adds entries, {@value #BATCH} to a request.
   *
   * @throws FeedException if the table leaves some out for too long
   */
  void add(List<Entry> entries) {
    for (int from = 0; from < entries.size(); from += BATCH) {
      write(entries.subList(from, Math.min(entries.size(), from + BATCH)));
    }
  }

  private void write(List<Entry> entries) {
    List<WriteRequest> pending = entries.stream().map(TimelineTable::put).toList();
    for (int tries = 1; !pending.isEmpty(); tries++) {
      List<WriteRequest> batch = pending;
      pending =
          client
              .batchWriteItem(request -> request.requestItems(Map.of(NAME, batch)))
              .unprocessedItems()
              .getOrDefault(NAME, List.of());
      if (!pending.isEmpty() && !backoff.pause(tries)) {
        throw new FeedException(
            pending.size() + " timeline entries were left out of " + tries + " writes; try again");
      }
    }
  }

  private static WriteRequest put(Entry entry) {
    Map<String, AttributeValue> item = key("user", entry.user(), "postId", entry.postId());
    item.put("author", text(entry.author()));
    return WriteRequest.builder().putRequest(put -> put.item(item)).build();
  }

  /**
   * The user's newest entries (a consistent read).
   *
   * @param before only posts below it; null for the newest
   */
  List<Entry> newest(String user, @Nullable String before, int limit) {
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":user", text(user)));
    if (before != null) {
      values.put(":before", text(before));
    }
    var query =
        QueryRequest.builder()
            .tableName(NAME)
            .keyConditionExpression(
                "#user = :user" + (before == null ? "" : " AND postId < :before"))
            .expressionAttributeNames(Map.of("#user", "user"))
            .expressionAttributeValues(values)
            .scanIndexForward(false)
            .limit(limit)
            .consistentRead(true);
    return client.query(query.build()).items().stream()
        .map(
            item -> new Entry(user, Items.required(item, "postId"), Items.required(item, "author")))
        .toList();
  }
}
