package dev.banyan.capture.operations;

import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind an {@code _id} in a scan by {@code _id}. {@code $gt} compares within a type
 * only, so the types that sort behind it are named.
 *
 * <p>Source: MongoDB manual, "Comparison/Sort Order".
 */
final class AfterId {

  private static final List<List<BsonType>> ORDER =
      List.of(
          List.of(BsonType.MIN_KEY),
          List.of(BsonType.NULL),
          List.of(BsonType.INT32, BsonType.INT64, BsonType.DOUBLE, BsonType.DECIMAL128),
          List.of(BsonType.STRING, BsonType.SYMBOL),
          List.of(BsonType.DOCUMENT),
          List.of(BsonType.BINARY),
          List.of(BsonType.OBJECT_ID),
          List.of(BsonType.BOOLEAN),
          List.of(BsonType.DATE_TIME),
          List.of(BsonType.TIMESTAMP),
          List.of(BsonType.MAX_KEY));

  private AfterId() {}

  static Bson filter(@Nullable BsonValue last) {
    if (last == null) {
      return new BsonDocument();
    }
    List<Bson> behind = new ArrayList<>();
    behind.add(Filters.gt("_id", last));
    boolean passed = false;
    for (List<BsonType> bracket : ORDER) {
      if (passed) {
        bracket.forEach(type -> behind.add(Filters.type("_id", type)));
      }
      passed |= bracket.contains(last.getBsonType());
    }
    return Filters.or(behind);
  }
}
