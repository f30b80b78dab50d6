package dev.banyan.localcloud.mongo.bson;

import java.util.Map;

/**
 * What a field is called whose name its document has already: BSON allows that, and a server keeps
 * all of them, but a map holds one. The name is followed by a zero, which no BSON name can have
 * inside, and a number. Look-ups by name meet the first one, as a server's do.
 */
final class RepeatedName {

  private static final char MARK = '\0';

  private RepeatedName() {}

  /** Sizes only grow while a document is read, so no two fields are called the same. */
  static String next(Map<String, ?> document, String name) {
    return name + MARK + document.size();
  }

  /** The name in BSON. */
  static String asGiven(String name) {
    int mark = name.indexOf(MARK);
    return mark < 0 ? name : name.substring(0, mark);
  }
}
