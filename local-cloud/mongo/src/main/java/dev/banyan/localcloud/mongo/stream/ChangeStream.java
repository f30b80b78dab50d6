package dev.banyan.localcloud.mongo.stream;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.log.LogPosition;
import dev.banyan.localcloud.mongo.wire.LabelledError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * An open change stream: a place in the change log, what it watches and how events look. Used by
 * one request at a time.
 *
 * <p>Semantics: <a href="https://www.mongodb.com/docs/manual/changeStreams/">Change Streams</a>.
 */
public final class ChangeStream {

  private static final int HISTORY_LOST = 286;
  private static final int FATAL = 280;
  private static final long MOST_BYTES_PER_BATCH = 8L << 20;
  private static final int MOST_EVENTS_PER_BATCH = 10_000;

  private final ChangeLog log;
  private final Scope scope;
  private final ChangeEvents events;
  private final EventPipeline pipeline;
  private final long server;
  private final Deque<Document> fragments = new ArrayDeque<>();
  private LogPosition position = new LogPosition(0, 0);
  private int fragmentsSeen;
  private boolean invalidatePending;
  private boolean finished;

  private ChangeStream(
      ChangeLog log, Scope scope, ChangeEvents events, EventPipeline pipeline, long server) {
    this.log = log;
    this.scope = scope;
    this.events = events;
    this.pipeline = pipeline;
    this.server = server;
  }

  /** Some events of a stream, and the place behind them. */
  public record Batch(List<Document> events, Document postBatchResumeToken, boolean last) {
    public Batch {
      events = List.copyOf(events);
    }
  }

  public static ChangeStream open(
      ChangeLog log,
      Scope scope,
      ChangeStreamOptions options,
      ChangeEvents events,
      EventPipeline pipeline,
      long server) {
    ChangeStream stream = new ChangeStream(log, scope, events, pipeline, server);
    stream.start(options);
    return stream;
  }

  // --- where to start

  private void start(ChangeStreamOptions options) {
    BsonTimestamp time = options.startAtOperationTime();
    if (options.resumeAfter() != null) {
      ResumeToken token = ResumeToken.parse(options.resumeAfter(), server);
      if (token.kind() == ResumeToken.Kind.INVALIDATE) {
        throw ResumeToken.invalid(
            "Attempting to resume a change stream using 'resumeAfter' is not allowed from an"
                + " invalidate notification.");
      }
      startBehind(token);
    } else if (options.startAfter() != null) {
      startBehind(ResumeToken.parse(options.startAfter(), server));
    } else if (time != null) {
      checkKept(time.getValue());
      position = LogPosition.behind(time.getValue() - 1);
    } else {
      position = LogPosition.behind(log.newest());
    }
  }

  private void startBehind(ResumeToken token) {
    LogPosition at = token.at();
    boolean marksChange = token.kind() != ResumeToken.Kind.POSITION;
    checkKept(marksChange ? at.time() : at.time() + 1);
    Change change = log.at(at);
    if (at.time() > log.newest() || (marksChange && change == null)) {
      throw ResumeToken.invalid("Resume token marks no change of this server");
    }
    position = at;
    invalidatePending =
        token.kind() == ResumeToken.Kind.EVENT && change != null && scope.endsWith(change);
    if (token.fragment() != ResumeToken.WHOLE) {
      startInside(token);
    }
  }

  /** Goes back before the split event, and leaves out the fragments that were seen. */
  private void startInside(ResumeToken token) {
    if (!pipeline.splits()) {
      throw LabelledError.notResumable(
          FATAL,
          "ChangeStreamFatalError",
          "To resume from a split event, the resumed stream must have a"
              + " $changeStreamSplitLargeEvent stage");
    }
    position = new LogPosition(token.at().time(), token.at().ordinal() - 1);
    fragmentsSeen = token.fragment() + 1;
  }

  private void checkKept(long firstNeeded) {
    if (firstNeeded < log.earliestStart()) {
      throw historyLost();
    }
  }

  private static MongoServerError historyLost() {
    return LabelledError.notResumable(
        HISTORY_LOST,
        "ChangeStreamHistoryLost",
        "Resume of change stream was not possible, as the resume point may no longer be in the"
            + " oplog.");
  }

  // --- batches

  /** Whether everything up to this cluster time was looked at. */
  public boolean hasSeen(long time) {
    return position.compareTo(LogPosition.behind(time)) >= 0;
  }

  /** No events, but the place where the stream stands. */
  public Batch none() {
    return new Batch(List.of(), token(List.of()), false);
  }

  /**
   * The next events, without waiting. Fragments of a split event come one to a batch, since a few
   * of them would not fit into a reply.
   *
   * @param most 0 for as many as fit
   */
  public Batch next(int most) {
    List<Document> found = new ArrayList<>();
    int limit = most > 0 ? Math.min(most, MOST_EVENTS_PER_BATCH) : MOST_EVENTS_PER_BATCH;
    if (fragments.isEmpty() && invalidatePending) {
      invalidate(found);
    } else if (fragments.isEmpty() && !finished) {
      collect(found, limit);
    }
    if (found.isEmpty() && !fragments.isEmpty()) {
      found.add(fragments.remove());
    }
    return new Batch(found, token(found), finished);
  }

  private void collect(List<Document> found, int limit) {
    LogPosition start = position;
    LogPosition upTo = LogPosition.behind(log.newest());
    long bytes = 0;
    for (Change change : log.between(start, upTo)) {
      boolean full = found.size() >= limit || bytes > MOST_BYTES_PER_BATCH;
      if (full || finished || invalidatePending || !fragments.isEmpty()) {
        checkNothingMissed(start);
        return;
      }
      if (scope.covers(change.namespace()) || scope.endsWith(change)) {
        bytes += change.bytes();
        addEvent(change, found, limit);
      }
      position = change.at();
    }
    checkNothingMissed(start);
    if (!finished && !invalidatePending && fragments.isEmpty()) {
      position = upTo;
    }
  }

  private void addEvent(Change change, List<Document> found, int limit) {
    ResumeToken token = new ResumeToken(change.at(), ResumeToken.Kind.EVENT, server);
    List<Document> told = pipeline.apply(events.of(change, token), token, change.bytes());
    if (told.size() > 1) {
      fragments.addAll(told.subList(Math.min(fragmentsSeen, told.size()), told.size()));
    } else {
      found.addAll(told);
    }
    fragmentsSeen = 0;
    if (scope.endsWith(change)) {
      invalidatePending = true;
      if (found.size() < limit) {
        position = change.at();
        invalidate(found);
      }
    }
  }

  private void invalidate(List<Document> found) {
    ResumeToken token = new ResumeToken(position, ResumeToken.Kind.INVALIDATE, server);
    found.addAll(pipeline.apply(ChangeEvents.invalidate(token), token, 0));
    invalidatePending = false;
    finished = true;
  }

  private void checkNothingMissed(LogPosition start) {
    if (log.newestForgotten().compareTo(start) > 0) {
      throw historyLost();
    }
  }

  private Document token(List<Document> found) {
    if (!found.isEmpty()) {
      Object last = found.get(found.size() - 1).get("_id");
      if (last instanceof Document id && ResumeToken.parse(id, server).at().equals(position)) {
        return id;
      }
    }
    return new ResumeToken(position, ResumeToken.Kind.POSITION, server).toDocument();
  }
}
