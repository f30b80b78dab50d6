package dev.banyan.localcloud.mongo.cursor;

import de.bwaldvogel.mongo.exception.CursorNotFoundException;
import dev.banyan.localcloud.mongo.log.Namespace;
import dev.banyan.localcloud.mongo.stream.ChangeStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cursors between their batches. One that is not asked for more within ten minutes is forgotten, as
 * in MongoDB. Thread-safe.
 */
public final class OpenCursors {

  private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();

  private final Map<Long, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong(System.nanoTime() & 0xFFFF_FFFFL);

  /** What stands behind a cursor. */
  public sealed interface Source {
    /**
     * The results of a query or aggregation.
     *
     * @param rest of {@link de.bwaldvogel.mongo.bson.Document} or {@link
     *     dev.banyan.localcloud.mongo.bson.StoredDocument}
     */
    record Results(Namespace namespace, Iterator<?> rest) implements Source {}

    /** An open change stream. */
    record Changes(Namespace namespace, ChangeStream stream) implements Source {}
  }

  private record Open(Source source, long lastUsed) {}

  public long add(Source source) {
    long now = System.nanoTime();
    open.values().removeIf(cursor -> now - cursor.lastUsed() > IDLE_NANOS);
    long id = ids.incrementAndGet();
    open.put(id, new Open(source, now));
    return id;
  }

  public Source get(long id) {
    Open cursor =
        open.computeIfPresent(id, (key, present) -> new Open(present.source(), System.nanoTime()));
    if (cursor == null) {
      throw new CursorNotFoundException(id);
    }
    return cursor.source();
  }

  boolean isOpen(long id) {
    return open.containsKey(id);
  }

  public boolean remove(long id) {
    return open.remove(id) != null;
  }

  public int size() {
    return open.size();
  }

  public void clear() {
    open.clear();
  }
}
