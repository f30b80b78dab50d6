package dev.banyan.jobs.mapping;

import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** A document with an {@code _id} in front of its fields. */
final class WithId {

  private WithId() {}

  static byte[] of(String id, byte[] document) {
    RawBsonDocument first =
        new RawBsonDocument(new BsonDocument("_id", new BsonString(id)), new BsonDocumentCodec());
    byte[] head = new byte[first.getByteBuffer().remaining()];
    first.getByteBuffer().get(head);
    byte[] both = Arrays.copyOf(head, head.length + document.length - 5);
    System.arraycopy(document, 4, both, head.length - 1, document.length - 4);
    for (int i = 0; i < 4; i++) {
      both[i] = (byte) (both.length >>> (8 * i));
    }
    return both;
  }
}
