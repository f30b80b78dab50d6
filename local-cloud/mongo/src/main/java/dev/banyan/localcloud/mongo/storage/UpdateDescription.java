package dev.banyan.localcloud.mongo.storage;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an update did, by dotted path, as change events tell it. See <a
 * href="https://www.mongodb.com/docs/manual/reference/change-events/update/">update event</a>.
 */
final class UpdateDescription {

  private final Document updated = new Document();
  private final List<String> removed = new ArrayList<>();

  private UpdateDescription() {}

  static Document between(Document before, Document after) {
    UpdateDescription description = new UpdateDescription();
    description.compare("", before, after);
    return new Document("updatedFields", description.updated)
        .append("removedFields", description.removed)
        .append("truncatedArrays", List.of());
  }

  private void compare(String path, Document before, Document after) {
    for (String field : before.keySet()) {
      if (!after.containsKey(field)) {
        removed.add(path + field);
      }
    }
    after.forEach(
        (field, value) -> {
          if (before.containsKey(field)) {
            compareValues(path + field, before.get(field), value);
          } else {
            updated.put(path + field, value);
          }
        });
  }

  private void compareValues(String path, Object before, Object after) {
    if (isSame(before, after)) {
      return;
    }
    if (before instanceof Document old && after instanceof Document now && !now.isEmpty()) {
      compare(path + ".", old, now);
    } else if (before instanceof List<?> old && after instanceof List<?> now) {
      compareArrays(path, old, now);
    } else {
      updated.put(path, after);
    }
  }

  /** An array that shrank is told whole; otherwise its changed and new elements. */
  private void compareArrays(String path, List<?> before, List<?> after) {
    if (after.size() < before.size() || before.isEmpty()) {
      updated.put(path, after);
      return;
    }
    for (int i = 0; i < after.size(); i++) {
      if (i < before.size()) {
        compareValues(path + "." + i, before.get(i), after.get(i));
      } else {
        updated.put(path + "." + i, after.get(i));
      }
    }
  }

  /** Same type too: an update from the number 1 to 1.0 is a change. */
  private static boolean isSame(Object before, Object after) {
    return Objects.equals(before, after);
  }
}
