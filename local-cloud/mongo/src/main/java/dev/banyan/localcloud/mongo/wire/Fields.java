package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** Reads the fields of commands and replies; what is missing or of another type is empty. */
public final class Fields {

  private Fields() {}

  public static long number(Document document, String field, long otherwise) {
    return document.get(field) instanceof Number number ? number.longValue() : otherwise;
  }

  public static Document document(Document document, String field) {
    return document.get(field) instanceof Document value ? value : new Document();
  }

  public static List<?> list(Document document, String field) {
    return document.get(field) instanceof List<?> values ? values : List.of();
  }

  public static List<Document> documents(Document document, String field) {
    return list(document, field).stream().map(Document.class::cast).toList();
  }
}
