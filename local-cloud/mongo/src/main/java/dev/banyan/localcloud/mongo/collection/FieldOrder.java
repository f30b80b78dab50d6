package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.bson.Document;

/** The order of a document's fields; the _id is stored first, wherever the client put it. */
final class FieldOrder {

  private static final String ID = "_id";

  private FieldOrder() {}

  static Document idFirst(Document document) {
    if (!document.containsKey(ID) || document.keySet().iterator().next().equals(ID)) {
      return document;
    }
    return of(document, document);
  }

  /** The document with its _id first and the other fields in the order of {@code model}. */
  static Document of(Document model, Document document) {
    Document ordered = new Document(ID, document.get(ID));
    model.keySet().forEach(field -> ordered.putIfAbsent(field, document.get(field)));
    return ordered;
  }
}
