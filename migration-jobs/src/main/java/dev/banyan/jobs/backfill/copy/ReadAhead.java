package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.DocumentSource.Documents;
import dev.banyan.jobs.throttle.Throttle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads on a thread of its own, so that waiting for MongoDB and encoding overlap. Holds {@value
 * #MOST_CHUNKS} chunks of {@value #CHUNK_BYTES} bytes or one document at most; when they are full,
 * the reading thread waits.
 */
final class ReadAhead implements Documents {

  private static final int MOST_CHUNKS = 3;
  private static final int CHUNK_DOCUMENTS = 250;

  /** In the chunks, in the one that is filled and in the one that is worked on. */
  static final int MOST_DOCUMENTS = (MOST_CHUNKS + 2) * CHUNK_DOCUMENTS;

  private static final int CHUNK_BYTES = 512 * 1_024;

  private static final int SLICE_MILLIS = 100;
  private static final int LONG_MILLIS = 2_000;

  private final Documents source;
  private final Throttle throttle;
  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MOST_CHUNKS);
  private final Thread thread;
  private Chunk current = new Chunk(List.of(), false, null);
  private int next;

  private record Chunk(
      List<RawBsonDocument> documents, boolean last, @Nullable Throwable failure) {}

  /**
   * Starts its thread.
   *
   * @param throttle says whether the job is stopped, and is told that documents are waited for
   */
  ReadAhead(Documents source, Throttle throttle) {
    this.source = source;
    this.throttle = throttle;
    this.thread = new Thread(this::readAll, "banyan-read-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private void readAll() {
    try {
      boolean more = true;
      while (more) {
        Chunk chunk = read();
        more = !chunk.last;
        chunks.put(chunk);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: nobody waits for more
    } finally {
      source.close();
    }
  }

  private Chunk read() {
    List<RawBsonDocument> documents = new ArrayList<>(CHUNK_DOCUMENTS);
    try {
      for (int bytes = 0; documents.size() < CHUNK_DOCUMENTS && bytes < CHUNK_BYTES; ) {
        RawBsonDocument document = source.next();
        if (document == null) {
          return new Chunk(documents, true, null);
        }
        bytes += document.getByteBuffer().remaining();
        documents.add(document);
      }
      return new Chunk(documents, false, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Chunk(documents, true, new CancellationException("interrupted"));
    } catch (RuntimeException | Error e) {
      return new Chunk(documents, true, e);
    }
  }

  @Override
  public @Nullable RawBsonDocument next() throws InterruptedException {
    while (next == current.documents.size()) {
      if (current.failure != null) {
        rethrow(current.failure);
      }
      if (current.last) {
        return null;
      }
      current = take();
      next = 0;
    }
    return current.documents.get(next++);
  }

  /** A source that is away for a while does not keep the job from being stopped. */
  private Chunk take() throws InterruptedException {
    Chunk chunk = chunks.poll(SLICE_MILLIS, TimeUnit.MILLISECONDS);
    for (int waited = SLICE_MILLIS; chunk == null; waited += SLICE_MILLIS) {
      if (throttle.isStopped()) {
        throw new CancellationException("stopped");
      }
      if (waited == LONG_MILLIS) {
        throttle.slowedBy("MongoDB does not answer");
      }
      chunk = chunks.poll(SLICE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return chunk;
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof JobException || failure instanceof CancellationException) {
      throw (RuntimeException) failure;
    }
    throw new JobException("documents cannot be read: " + failure, failure);
  }

  @Override
  public BsonValue position(RawBsonDocument last) {
    return source.position(last);
  }

  /** The reading thread closes the source on its way out. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
