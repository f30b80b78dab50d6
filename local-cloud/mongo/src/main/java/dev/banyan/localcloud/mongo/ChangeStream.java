package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An open change stream: a place in the change log, what it watches and how events look. Used by
 * one request at a time.
 *
 * <p>Semantics: <a href="https://www.mongodb.com/docs/manual/changeStreams/">Change Streams</a>.
 */
final class ChangeStream {

  private static final int HISTORY_LOST = 286;
  private static final long MOST_BYTES_PER_BATCH = 8L << 20;
  private static final int MOST_EVENTS_PER_BATCH = 10_000;

  private final ChangeLog log;
  private final Scope scope;
  private final ChangeEvents events;
  private final Aggregation pipeline;
  private final long server;
  private long position;
  private boolean invalidatePending;
  private boolean finished;

  private ChangeStream(
      ChangeLog log, Scope scope, ChangeEvents events, Aggregation pipeline, long server) {
    this.log = log;
    this.scope = scope;
    this.events = events;
    this.pipeline = pipeline;
    this.server = server;
  }

  /** Some events of a stream, and the place behind them. */
  record Batch(List<Document> events, Document postBatchResumeToken, boolean last) {
    Batch {
      events = List.copyOf(events);
    }
  }

  static ChangeStream open(
      ChangeLog log,
      Scope scope,
      ChangeStreamOptions options,
      ChangeEvents events,
      Aggregation pipeline,
      long server) {
    ChangeStream stream = new ChangeStream(log, scope, events, pipeline, server);
    stream.start(options);
    return stream;
  }

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
      position = time.getValue() - 1;
    } else {
      position = log.newest();
    }
  }

  private void startBehind(ResumeToken token) {
    boolean marksChange = token.kind() != ResumeToken.Kind.POSITION;
    checkKept(marksChange ? token.time() : token.time() + 1);
    Change change = log.at(token.time());
    if (token.time() > log.newest() || (marksChange && change == null)) {
      throw ResumeToken.invalid("Resume token marks no change of this server");
    }
    position = token.time();
    invalidatePending =
        token.kind() == ResumeToken.Kind.EVENT && change != null && scope.endsWith(change);
  }

  private void checkKept(long firstNeeded) {
    if (firstNeeded < log.earliestStart()) {
      throw historyLost();
    }
  }

  private static MongoServerError historyLost() {
    return new MongoServerError(
        HISTORY_LOST,
        "ChangeStreamHistoryLost",
        "Resume of change stream was not possible, as the resume point may no longer be in the"
            + " oplog.");
  }

  /** The cluster time up to which everything was looked at. */
  long position() {
    return position;
  }

  /** No events, but the place where the stream stands. */
  Batch none() {
    return new Batch(List.of(), token(List.of()), false);
  }

  /**
   * The next events, without waiting.
   *
   * @param most 0 for as many as fit
   */
  Batch next(int most) {
    List<Document> found = new ArrayList<>();
    int limit = most > 0 ? Math.min(most, MOST_EVENTS_PER_BATCH) : MOST_EVENTS_PER_BATCH;
    if (invalidatePending) {
      invalidate(found);
    } else if (!finished) {
      collect(found, limit);
    }
    return new Batch(found, token(found), finished);
  }

  private void collect(List<Document> found, int limit) {
    long start = position;
    long upTo = log.newest();
    long bytes = 0;
    for (Change change : log.between(start, upTo)) {
      boolean full = found.size() >= limit || bytes > MOST_BYTES_PER_BATCH;
      if (full || finished || invalidatePending) {
        checkNothingMissed(start);
        return;
      }
      position = change.time();
      if (scope.covers(change.namespace()) || scope.endsWith(change)) {
        bytes += change.bytes();
        addEvent(change, found, limit);
      }
    }
    checkNothingMissed(start);
    if (!finished && !invalidatePending) {
      position = Math.max(position, upTo);
    }
  }

  private void addEvent(Change change, List<Document> found, int limit) {
    ResumeToken token = new ResumeToken(change.time(), ResumeToken.Kind.EVENT, server);
    emit(events.of(change, token), found);
    if (scope.endsWith(change)) {
      invalidatePending = true;
      if (found.size() < limit) {
        invalidate(found);
      }
    }
  }

  private void invalidate(List<Document> found) {
    ResumeToken token = new ResumeToken(position, ResumeToken.Kind.INVALIDATE, server);
    emit(ChangeEvents.invalidate(position, token), found);
    invalidatePending = false;
    finished = true;
  }

  private void emit(Document event, List<Document> found) {
    found.addAll(pipeline.runStages(Stream.of(event)));
  }

  private void checkNothingMissed(long start) {
    if (log.newestForgotten() > start) {
      throw historyLost();
    }
  }

  private Document token(List<Document> found) {
    if (!found.isEmpty()) {
      Object last = found.get(found.size() - 1).get("_id");
      if (last instanceof Document id && ResumeToken.parse(id, server).time() == position) {
        return id;
      }
    }
    return new ResumeToken(position, ResumeToken.Kind.POSITION, server).toDocument();
  }
}
