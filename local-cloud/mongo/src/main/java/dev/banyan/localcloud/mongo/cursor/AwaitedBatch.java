package dev.banyan.localcloud.mongo.cursor;

import de.bwaldvogel.mongo.exception.CursorNotFoundException;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.stream.ChangeStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A getMore on a change stream that waits for events without holding a thread. It is answered by
 * the next change that the stream is interested in, by the end of its time, by the end of its
 * cursor, or by an error.
 */
public final class AwaitedBatch implements Runnable {

  private final ChangeStream stream;
  private final ChangeLog log;
  private final OpenCursors cursors;
  private final long cursorId;
  private final int batchSize;
  private final Executor executor;
  private final CompletableFuture<ChangeStream.Batch> result = new CompletableFuture<>();

  public AwaitedBatch(
      ChangeStream stream,
      ChangeLog log,
      OpenCursors cursors,
      long cursorId,
      int batchSize,
      Executor executor) {
    this.stream = stream;
    this.log = log;
    this.cursors = cursors;
    this.cursorId = cursorId;
    this.batchSize = batchSize;
    this.executor = executor;
  }

  /** Looks once, and goes on looking at every change until the result is complete. */
  public CompletableFuture<ChangeStream.Batch> start() {
    look(false);
    return result;
  }

  /** Called by the change log. */
  @Override
  public void run() {
    executor.execute(() -> look(false));
  }

  /** The time is over: answers with what there is. */
  public void expire() {
    look(true);
  }

  /** The client is gone. */
  public void cancel() {
    log.forget(this);
    result.cancel(false); // the backend then frees the cursor
  }

  private synchronized void look(boolean lastTime) {
    try {
      boolean again = !result.isDone();
      while (again) {
        again = lookOnce(lastTime);
      }
    } catch (RuntimeException e) {
      finish();
      result.completeExceptionally(e);
    }
  }

  /** Returns whether to look again at once, because something changed meanwhile. */
  private boolean lookOnce(boolean lastTime) {
    if (!cursors.isOpen(cursorId)) {
      throw new CursorNotFoundException(cursorId);
    }
    ChangeStream.Batch batch = stream.next(batchSize);
    if (lastTime || batch.last() || !batch.events().isEmpty()) {
      finish();
      result.complete(batch);
      return false;
    }
    log.onNextChange(this);
    boolean missed = !stream.hasSeen(log.newest()) || !cursors.isOpen(cursorId);
    return missed && log.forget(this);
  }

  private void finish() {
    log.forget(this);
  }
}
