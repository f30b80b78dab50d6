package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import java.nio.ByteBuffer;
import org.bson.RawBsonDocument;

/**
 * Documents into items, one at a time. Confined to one thread: it reuses its buffers from document
 * to document.
 */
public interface DocumentEncoder {

  /**
   * Encodes a document. All its items go to the sink, in the mapping's order, or none does. Never
   * throws for what is in the document.
   *
   * @param bson the array that holds the document
   * @param offset of the document's first byte, in {@code bson}
   * @param length of the document in bytes
   * @param floor version of a document that carries none of its own
   * @param sink takes each item during the call
   */
  EncodeOutcome encode(byte[] bson, int offset, int length, SourceVersion floor, ItemSink sink);

  /** Encodes a document that the driver has handed out. */
  default EncodeOutcome encode(RawBsonDocument document, SourceVersion floor, ItemSink sink) {
    ByteBuffer bytes = document.getByteBuffer().asNIO();
    return encode(
        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), floor, sink);
  }
}
