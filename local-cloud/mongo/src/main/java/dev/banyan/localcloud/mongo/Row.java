package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/** The place of one stored document. Replaced as a whole, so readers need no lock. */
final class Row {

  /** Order of insertion; the tie-breaker among equal keys. */
  final long sequence;

  private volatile byte @Nullable [] bytes;

  Row(long sequence, byte[] bytes) {
    this.sequence = sequence;
    this.bytes = bytes;
  }

  /** The document as BSON, or null once it is deleted. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  /** A fresh copy of the document, or null once it is deleted. */
  @Nullable Document document() {
    byte[] present = bytes;
    return present == null ? null : Bson.decode(present);
  }

  void replace(byte[] newBytes) {
    bytes = newBytes;
  }

  void delete() {
    bytes = null;
  }
}
