package dev.banyan.jobs.mapping;

import com.sun.management.ThreadMXBean;
import dev.banyan.events.SourceVersion;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * What a core encodes, by its own processor time, and what a document allocates. A program, no
 * test: run its main method; the last round counts.
 */
public final class EncoderFigures {

  private static final int DOCUMENTS = 300_000;
  private static final String MAPPING =
      "collection: c\ntable: t\npartition: \"{_id}\"\n"
          + "types: {createdAt: date, views: int64, price: double}\n";

  private EncoderFigures() {}

  public static void main(String[] args) {
    byte[] document = document();
    DocumentEncoder encoder =
        MappingFile.parse("figures.yaml", MAPPING).mappings().get(0).encoder();
    long[] bytes = new long[1];
    ItemSink sink = item -> bytes[0] += item.length();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < 10; round++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long started = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < DOCUMENTS; i++) {
        encoder.encode(document, 0, document.length, SourceVersion.LOWEST, sink);
      }
      double seconds = (threads.getCurrentThreadCpuTime() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d bytes: %.0f documents/s, %.0f MB/s per core, %.0f bytes allocated per document%n",
          document.length,
          DOCUMENTS / seconds,
          DOCUMENTS / seconds * document.length / 1e6,
          (threads.getCurrentThreadAllocatedBytes() - allocated) / (double) DOCUMENTS);
    }
  }

  private static byte[] document() {
    BsonDocument document = new BsonDocument("_id", new BsonString("507f1f77bcf86cd799439011"));
    for (int i = 0; i < 8; i++) {
      document.append("text" + i, new BsonString("lorem ipsum dolor sit amet, ".repeat(4)));
    }
    document
        .append("count", new BsonInt32(42))
        .append("createdAt", new BsonDateTime(1_700_000_000_000L))
        .append("public", BsonBoolean.TRUE)
        .append("views", new BsonInt64(123_456_789L))
        .append("price", new BsonDouble(19.99));
    RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
    byte[] bytes = new byte[raw.getByteBuffer().remaining()];
    raw.getByteBuffer().get(bytes);
    return bytes;
  }
}
