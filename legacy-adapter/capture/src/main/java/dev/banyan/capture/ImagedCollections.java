package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * Which collections keep pre- and post-images of their changes.
 *
 * <p>Source: MongoDB manual, Change Streams with Document Pre- and Post-Images.
 */
final class ImagedCollections {

  /** The collection's option; it switches both images. */
  static final String OPTION = "changeStreamPreAndPostImages";

  private ImagedCollections() {}

  static Set<String> of(MongoDatabase database, List<String> collections) {
    Set<String> names = new HashSet<>();
    for (BsonDocument collection :
        database.listCollections(BsonDocument.class).filter(Filters.in("name", collections))) {
      if (enabled(collection)) {
        names.add(collection.getString("name").getValue());
      }
    }
    return names;
  }

  private static boolean enabled(BsonDocument collection) {
    return collection.isDocument("options")
        && collection.getDocument("options").isDocument(OPTION)
        && BsonBoolean.TRUE.equals(
            collection.getDocument("options").getDocument(OPTION).get("enabled"));
  }
}
