package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.Collection;
import java.util.Map;

/**
 * The document that an upsert starts from: what the selector demands to be equal. See <a
 * href="https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/">upsert</a>.
 */
final class UpsertSeed {

  private UpsertSeed() {}

  static Document of(Document selector) {
    Document seed = new Document();
    collect(selector, seed);
    return seed;
  }

  private static void collect(Document selector, Document seed) {
    for (Map.Entry<String, Object> demand : selector.entrySet()) {
      Object value = demand.getValue();
      if (demand.getKey().equals("$and") && value instanceof Collection<?> parts) {
        parts.forEach(part -> collect((Document) part, seed));
      } else if (!demand.getKey().startsWith("$")) {
        take(demand.getKey(), value, seed);
      }
    }
  }

  private static void take(String path, Object value, Document seed) {
    if (!(value instanceof Document demand) || !hasOperators(demand)) {
      put(path, value, seed);
    } else if (demand.containsKey("$eq")) {
      put(path, demand.get("$eq"), seed);
    }
  }

  private static boolean hasOperators(Document demand) {
    return demand.keySet().stream().anyMatch(key -> key.startsWith("$"));
  }

  private static void put(String path, Object value, Document seed) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      seed.put(path, value);
      return;
    }
    Document inner = Fields.document(seed, path.substring(0, dot));
    seed.put(path.substring(0, dot), inner);
    put(path.substring(dot + 1), value, inner);
  }
}
