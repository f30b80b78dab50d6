package dev.banyan.jobs.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Documents of drifting types, whose {@code _id}s are of several types too. */
final class Orders {

  static final String MAPPING =
      """
      collection: orders
      table: orders
      partition: {attribute: id, value: "{number}"}
      order: keep
      """;

  private Orders() {}

  static List<BsonDocument> some(int count, long seed) {
    Random random = new Random(seed);
    List<BsonDocument> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(
          new BsonDocument("_id", id(i))
              .append("number", new BsonString("n-%06d".formatted(i)))
              .append("total", value(random))
              .append("note", value(random)));
    }
    return orders;
  }

  private static BsonValue id(int i) {
    return switch (i % 3) {
      case 0 -> new BsonString("order-%06d".formatted(i));
      case 1 -> new BsonObjectId(new ObjectId("%024x".formatted(i)));
      default -> new BsonInt64(i);
    };
  }

  private static BsonValue value(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> new BsonInt32(random.nextInt());
      case 1 -> new BsonInt64(random.nextInt());
      case 2 -> new BsonDouble(random.nextInt());
      case 3 -> new BsonDecimal128(Decimal128.parse("1.50"));
      case 4 -> BsonNull.VALUE;
      case 5 -> new BsonDateTime(random.nextInt());
      case 6 -> new BsonBinary((byte) 4, new byte[16]);
      case 7 -> new BsonRegularExpression("^a", "i");
      default -> new BsonString("text " + random.nextInt());
    };
  }
}
