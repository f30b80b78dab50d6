package dev.banyan.jobs.verify;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.range.ChangePosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Changes documents all the time; the items follow up to 300 ms later, by version. */
final class LiveWrites implements AutoCloseable {

  private final Sides sides;
  private final CompiledMapping mapping;
  private final Random random;
  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(2);
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong count = new AtomicLong();

  LiveWrites(Sides sides, CompiledMapping mapping, long seed) {
    this.sides = sides;
    this.mapping = mapping;
    this.random = new Random(seed);
    executor.scheduleWithFixedDelay(this::write, 0, 10, TimeUnit.MILLISECONDS);
  }

  private MongoCollection<BsonDocument> orders() {
    return sides.mongo().getCollection("orders", BsonDocument.class);
  }

  private void write() {
    try {
      int id = random.nextInt(2_000);
      BsonInt32 key = new BsonInt32(id);
      BsonDocument before = orders().find(new BsonDocument("_id", key)).first();
      BsonDocument after = random.nextInt(4) == 0 ? null : Orders.document(id);
      if (after == null) {
        orders().deleteOne(new BsonDocument("_id", key));
      } else {
        after.remove("$fields"); // the driver takes no such name in a replacement
        String customer = random.nextInt(5) == 0 ? "moved" : "c" + id % 97; // another item's key
        after.append("customer", new BsonString(customer));
        after.append("text", new BsonString("t" + random.nextInt()));
        orders().replaceOne(new BsonDocument("_id", key), after, new ReplaceOptions().upsert(true));
      }
      SourceVersion version = ChangePosition.now(sides.mongo(), "orders");
      executor.schedule(
          () -> follow(before, after, version), random.nextInt(300), TimeUnit.MILLISECONDS);
      count.incrementAndGet();
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private void follow(BsonDocument before, BsonDocument after, SourceVersion version) {
    try {
      Map<String, AttributeValue> was = before == null ? Map.of() : item(before, version);
      Map<String, AttributeValue> is = after == null ? Map.of() : item(after, version);
      if (!was.isEmpty() && !was.get("pk").equals(is.get("pk"))) {
        Map<String, AttributeValue> tombstone = new HashMap<>();
        List.of("pk", "sk", "v", "origin").forEach(name -> tombstone.put(name, was.get(name)));
        tombstone.put("deleted", AttributeValue.fromBool(true));
        tombstone.put("expiresAt", AttributeValue.fromN("4000000000"));
        put(tombstone, version);
      }
      if (!is.isEmpty()) {
        put(is, version);
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private Map<String, AttributeValue> item(BsonDocument document, SourceVersion version) {
    Map<String, AttributeValue> item = new HashMap<>();
    mapping
        .encoder()
        .encode(
            new RawBsonDocument(document, new BsonDocumentCodec()),
            version,
            encoded ->
                item.putAll(ItemJson.parse(encoded.array(), encoded.offset(), encoded.length())));
    return item;
  }

  private void put(Map<String, AttributeValue> item, SourceVersion version) {
    try {
      sides
          .dynamoDb()
          .putItem(
              p ->
                  p.tableName("orders")
                      .item(item)
                      .conditionExpression("attribute_not_exists(#v) OR #v < :v")
                      .expressionAttributeNames(Map.of("#v", "v"))
                      .expressionAttributeValues(
                          Map.of(":v", AttributeValue.fromS(version.toString()))));
    } catch (ConditionalCheckFailedException e) {
      return; // a newer one was there first
    }
  }

  List<Throwable> failures() {
    return failures;
  }

  long count() {
    return count.get();
  }

  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    executor.awaitTermination(10, TimeUnit.SECONDS);
  }
}
