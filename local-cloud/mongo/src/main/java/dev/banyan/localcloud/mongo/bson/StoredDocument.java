package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Set;

/**
 * A document as it is stored. What a query needs of it is read from the bytes, and it is answered
 * as the bytes: most documents of a scan never become a map.
 *
 * @param bytes whole and valid BSON; must not be changed
 */
public record StoredDocument(byte[] bytes) {

  /** A fresh copy of all of it. */
  public Document decode() {
    return Bson.decode(bytes);
  }

  /** A fresh copy of some of its outermost fields, those that it has. */
  public Document decode(Set<String> fields) {
    return Bson.decode(bytes, fields);
  }
}
