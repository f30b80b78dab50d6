package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.DocumentSource.Documents;
import dev.banyan.jobs.backfill.copy.ItemDestination.RangeWriter;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.ItemSink;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Copies one range, on one thread: read, encode, gather, send; several requests are in flight and
 * may end in any order.
 *
 * <p>The checkpoint moves over a document when every request with an item of it, and of every
 * document before it, is durable, and every dead letter of theirs (invariant 3). A document whose
 * items go into two requests therefore counts with the second.
 *
 * <p>Never runs more than a bound ahead of the saved checkpoint: then it waits for requests, or for
 * the save.
 */
final class DocumentCopy implements ItemSink {

  /** Requests whose documents are in memory, per range. */
  private static final int MOST_PENDING = 64;

  /** Documents between two positions, unless the writer wants more. */
  static final int MOST_GATHERED = 1_000;

  private final Documents documents;
  private final DocumentEncoder encoder;
  private final SourceVersion floor;
  private final RangeWriter writer;
  private final Progress progress;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final int unsavedBound;
  private RangeCheckpoint checkpoint;
  private @Nullable RawBsonDocument current;
  private @Nullable BsonValue position;
  private @Nullable RawBsonDocument passed;
  private long flushed;
  private long read;
  private long gone;
  private long filtered;
  private long setAside;

  /** Is told what a range has done; from several ranges at once. */
  interface Progress {
    boolean isStopped();

    /** Sets a document aside; durable when it returns. */
    void deadLetter(RawBsonDocument document, String cause);

    /** More is durable; the checkpoint may be saved some time later. */
    void settled(RangeCheckpoint checkpoint, Counts more);

    /** Saves a range's last checkpoint; durable when it returns. */
    void save(RangeCheckpoint checkpoint);

    /** Documents in the range's saved checkpoint. */
    long saved(int range);

    /** Waits until the checkpoint that was settled last is saved. */
    void awaitSaved(int range) throws InterruptedException;
  }

  private record Pending(
      @Nullable BsonValue last, Counts counts, CompletableFuture<Delivered> delivered) {}

  DocumentCopy(
      Documents documents,
      DocumentEncoder encoder,
      SourceVersion floor,
      RangeWriter writer,
      Progress progress,
      int unsavedBound,
      RangeCheckpoint checkpoint) {
    this.documents = documents;
    this.encoder = encoder;
    this.floor = floor;
    this.writer = writer;
    this.progress = progress;
    this.unsavedBound = unsavedBound;
    this.checkpoint = checkpoint;
    this.flushed = checkpoint.counts().documents();
  }

  /** Copies until the range is done or the job is stopped. */
  void run() throws InterruptedException {
    RangeCheckpoint saved = checkpoint;
    try {
      if (readAll() & settleAll()) {
        checkpoint = checkpoint.done();
      }
    } catch (Interrupted e) {
      throw new InterruptedException();
    } finally {
      if (checkpoint != saved) {
        progress.save(checkpoint);
      }
    }
  }

  /** False if it was stopped. */
  private boolean readAll() throws InterruptedException {
    try {
      while (!progress.isStopped()) {
        RawBsonDocument document = documents.next();
        if (document == null) {
          flush();
          return true;
        }
        copy(document);
      }
      return false;
    } catch (CancellationException e) {
      return false;
    }
  }

  private boolean settleAll() throws InterruptedException {
    try {
      settle(0);
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  private void copy(RawBsonDocument document) throws InterruptedException {
    current = document;
    EncodeOutcome outcome = encoder.encode(document, floor, this);
    read++;
    passed = document;
    if (outcome instanceof Unmappable why) {
      progress.deadLetter(document, why.toString());
      setAside++;
    } else if (outcome instanceof Filtered) {
      filtered++;
    } else if (outcome instanceof Gone) {
      gone++;
    }
    if (writer.isFull() || read >= writer.mostDocuments()) {
      flush();
    }
  }

  @Override
  public void item(EncodedItem item) {
    try {
      if (!writer.accepts(item)) {
        flush();
      }
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
    if (current == null) {
      throw new IllegalStateException("an item without its document");
    }
    writer.add(item, current);
  }

  /** Carries an interrupt through the encoder. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void flush() throws InterruptedException {
    if (read == 0 && writer.isEmpty()) {
      return;
    }
    if (passed != null) {
      position = documents.position(passed);
    }
    Counts counts = new Counts(read, 0, gone, setAside, filtered);
    CompletableFuture<Delivered> delivered =
        writer.isEmpty()
            ? CompletableFuture.completedFuture(Delivered.NOTHING)
            : writer.flush(flushed);
    pending.add(new Pending(position, counts, delivered));
    flushed += read;
    read = 0;
    gone = 0;
    setAside = 0;
    filtered = 0;
    settle(MOST_PENDING);
    keepNearSaved();
  }

  private void keepNearSaved() throws InterruptedException {
    while (flushed - progress.saved(checkpoint.number()) > unsavedBound) {
      if (pending.isEmpty() || checkpointIsFar()) {
        progress.awaitSaved(checkpoint.number());
      } else {
        settle(pending.size() - 1);
      }
    }
  }

  /** Whether the save is behind, not the requests. */
  private boolean checkpointIsFar() {
    long unsaved = checkpoint.counts().documents() - progress.saved(checkpoint.number());
    return unsaved > unsavedBound / 2;
  }

  /** Takes what is done off the head, and waits until no more than this is pending. */
  private void settle(int most) throws InterruptedException {
    for (Pending head = pending.peek();
        head != null && (head.delivered.isDone() || pending.size() > most);
        head = pending.peek()) {
      Counts counts = counted(head, outcome(head.delivered));
      pending.remove();
      checkpoint =
          head.last == null ? checkpoint.counted(counts) : checkpoint.advanced(head.last, counts);
      progress.settled(checkpoint, counts);
    }
  }

  private Counts counted(Pending head, Delivered delivered) {
    Set<RawBsonDocument> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Delivered.Rejected item : delivered.rejected()) {
      if (rejected.add(item.document())) {
        progress.deadLetter(item.document(), item.cause());
      }
    }
    return head.counts.plus(
        new Counts(0, delivered.written(), delivered.alreadyNewer(), rejected.size(), 0));
  }

  private static Delivered outcome(CompletableFuture<Delivered> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof CancellationException || cause instanceof JobException) {
        throw (RuntimeException) cause;
      }
      throw new JobException("a request could not be completed: " + cause, e);
    }
  }
}
