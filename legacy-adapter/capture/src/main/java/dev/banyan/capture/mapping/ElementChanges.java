package dev.banyan.capture.mapping;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import dev.banyan.capture.mapping.EventMapper.Draft;
import dev.banyan.capture.mapping.EventMapper.Stamp;
import dev.banyan.events.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The events of a document's elements: what a change brought, changed and took away.
 *
 * <ol>
 *   <li>The elements before the change, by subject, from the pre-image; none for an insert.
 *   <li>The elements after it, from the document; none if it is deleted or gone again.
 *   <li>A deleted event for each that is not there any more, then a put event for each that is new
 *       or says something else.
 * </ol>
 *
 * <p>A looked-up document is newer than its change. The pre-image is exact, so the last change that
 * touches an element always meets its final state, and earlier ones have lower versions.
 */
final class ElementChanges {

  private final EventMapper mapper;
  private final String array;

  ElementChanges(EventMapper mapper, EventShape shape) {
    this.mapper = mapper;
    this.array = String.valueOf(shape.each());
  }

  List<Event> events(ChangeStreamDocument<BsonDocument> change, Stamp stamp) {
    Map<String, DocumentView> before = elements(change, before(change));
    Map<String, DocumentView> after = elements(change, after(change));
    List<Draft> drafts = new ArrayList<>();
    before.forEach(
        (subject, view) -> {
          if (!after.containsKey(subject)) {
            drafts.add(mapper.draft(true, view));
          }
        });
    after.forEach(
        (subject, view) -> {
          Draft draft = mapper.draft(false, view);
          DocumentView old = before.get(subject);
          if (old == null || !mapper.draft(false, old).equals(draft)) {
            drafts.add(draft);
          }
        });
    return drafts.stream()
        .map(draft -> mapper.event(draft, stamp, stamp.eventId() + "-" + draft.subject()))
        .toList();
  }

  private @Nullable BsonDocument before(ChangeStreamDocument<BsonDocument> change) {
    BsonDocument image = change.getFullDocumentBeforeChange();
    if (image == null && change.getOperationType() != OperationType.INSERT) {
      throw new IllegalStateException(
          "there is no pre-image, so that nobody knows which elements of '"
              + array
              + "' are gone; turn pre-images on, or let them expire later");
    }
    return image;
  }

  private static @Nullable BsonDocument after(ChangeStreamDocument<BsonDocument> change) {
    return change.getOperationType() == OperationType.DELETE ? null : change.getFullDocument();
  }

  private Map<String, DocumentView> elements(
      ChangeStreamDocument<BsonDocument> change, @Nullable BsonDocument image) {
    Map<String, DocumentView> elements = new LinkedHashMap<>();
    DocumentView whole = mapper.view(change, image);
    BsonValue values = image == null ? BsonNull.VALUE : whole.value(array).orElse(BsonNull.VALUE);
    if (values.isNull()) {
      return elements;
    }
    if (!values.isArray()) {
      throw new IllegalStateException("'" + array + "' is no array but " + values.getBsonType());
    }
    for (BsonValue value : values.asArray()) {
      DocumentView view = whole.with(value);
      elements.put(mapper.subject(view), view);
    }
    return elements;
  }
}
