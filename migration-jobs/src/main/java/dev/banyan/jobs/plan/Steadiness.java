package dev.banyan.jobs.plan;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.DocumentEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Whether a document becomes the same items each time: one is mapped again after a crash, and by a
 * verification that has nothing but the mapping to go by.
 */
final class Steadiness {

  private Steadiness() {}

  static boolean isSteady(DocumentEncoder encoder, RawBsonDocument document) {
    return items(encoder, document).equals(items(encoder, document));
  }

  private static List<Map<String, AttributeValue>> items(
      DocumentEncoder encoder, RawBsonDocument document) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    encoder.encode(
        document,
        SourceVersion.LOWEST,
        item -> items.add(ItemJson.parse(item.array(), item.offset(), item.length())));
    return items;
  }
}
