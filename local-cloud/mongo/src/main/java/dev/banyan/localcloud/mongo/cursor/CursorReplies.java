package dev.banyan.localcloud.mongo.cursor;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.stream.ChangeStream;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers results batch by batch. */
public final class CursorReplies {

  /** What MongoDB puts into a first batch when the client names no size. */
  private static final int FIRST_BATCH = 101;

  /** Ends a batch; a reply may have 48 MB, and the estimate may be a third of the true size. */
  private static final long MOST_BYTES_PER_BATCH = 8L << 20;

  private final OpenCursors cursors;

  public CursorReplies(OpenCursors cursors) {
    this.cursors = cursors;
  }

  /**
   * The first batch.
   *
   * @param results of {@link Document} or {@link StoredDocument}
   * @param batchSize null for the default
   * @param single whether the rest is of no interest
   */
  public Document first(
      Namespace namespace, Iterator<?> results, @Nullable Number batchSize, boolean single) {
    int size = batchSize == null ? FIRST_BATCH : batchSize.intValue();
    List<?> batch = take(results, single ? Integer.MAX_VALUE : size);
    boolean more = !single && results.hasNext();
    long id = more ? cursors.add(new OpenCursors.Source.Results(namespace, results)) : 0;
    return reply("firstBatch", namespace, id, batch);
  }

  public Document next(long id, OpenCursors.Source.Results cursor, int batchSize) {
    List<?> batch;
    boolean more;
    synchronized (cursor) {
      batch = take(cursor.rest(), batchSize > 0 ? batchSize : Integer.MAX_VALUE);
      more = cursor.rest().hasNext();
    }
    if (!more) {
      cursors.remove(id);
    }
    return reply("nextBatch", cursor.namespace(), more ? id : 0, batch);
  }

  private static List<?> take(Iterator<?> results, int most) {
    List<@Nullable Object> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < most && bytes < MOST_BYTES_PER_BATCH && results.hasNext()) {
      Object document = results.next();
      batch.add(document);
      bytes += estimate(document);
    }
    return batch;
  }

  private static long estimate(@Nullable Object value) {
    if (value instanceof StoredDocument stored) {
      return stored.bytes().length;
    } else if (value instanceof Map<?, ?> document) {
      long bytes = 5;
      for (Map.Entry<?, ?> entry : document.entrySet()) {
        bytes += 2 + String.valueOf(entry.getKey()).length() + estimate(entry.getValue());
      }
      return bytes;
    } else if (value instanceof Collection<?> array) {
      return array.stream().mapToLong(element -> 6 + estimate(element)).sum();
    } else if (value instanceof String text) {
      return 5L + text.length();
    } else if (value instanceof BinData data) {
      return 5L + data.getData().length;
    }
    return 16;
  }

  public static Document reply(String batchName, Namespace namespace, long id, List<?> batch) {
    Document cursor =
        new Document("id", id).append("ns", namespace.fullName()).append(batchName, batch);
    Document reply = new Document("cursor", cursor);
    Utils.markOkay(reply);
    return reply;
  }

  public static Document reply(
      String batchName, Namespace namespace, long id, ChangeStream.Batch batch) {
    Document reply = reply(batchName, namespace, id, batch.events());
    Fields.document(reply, "cursor").append("postBatchResumeToken", batch.postBatchResumeToken());
    return reply;
  }
}
