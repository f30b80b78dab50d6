package dev.banyan.capture;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.mapping.ChangeMapper;
import dev.banyan.capture.mapping.MappingOutcome;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Skipped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.publisher.EventSink;
import dev.banyan.publisher.PublishOutcome;
import dev.banyan.publisher.PublishOutcome.QueueFull;
import dev.banyan.publisher.PublishOutcome.Unsendable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a relay does while it holds the lease.
 *
 * <ol>
 *   <li>Read a change, give it its version, map it.
 *   <li>Hand its events to the sink, in stream order; while the sink is full, wait.
 *   <li>When the oldest changes are acknowledged, the checkpoint moves over them, a few times a
 *       second, and never over one that is not. Entries of the outbox go before it moves over them
 *       for good.
 *   <li>Never more than the in-flight window lies behind the saved checkpoint: so many changes are
 *       repeated after a crash, at most.
 * </ol>
 *
 * So a crash at any moment repeats events and loses none. Confined to the relay's thread.
 */
final class RelayRun {

  private final Parts parts;
  private final RelayLease.Held lease;
  private final BooleanSupplier mayPublish;
  private final Checkpoint beginning;
  private final ChangeClock versions;
  private final InFlight inFlight = new InFlight();
  private final List<BsonValue> doneEntries = new ArrayList<>();
  private @Nullable Checkpoint unsaved;
  private int unsavedChanges;
  private long lastSave = System.nanoTime();

  /**
   * What a run works with.
   *
   * @param mappers by collection
   */
  record Parts(
      CaptureConfig config,
      RelayLease leases,
      EventSink sink,
      DeadLetters deadLetters,
      StatusBoard board,
      Map<String, ChangeMapper> mappers,
      OutboxEntries entries) {

    Parts {
      mappers = Map.copyOf(mappers);
    }
  }

  RelayRun(Parts parts, RelayLease.Held lease, Checkpoint from, BooleanSupplier mayPublish) {
    this.parts = parts;
    this.lease = lease;
    this.mayPublish = mayPublish;
    this.beginning = from;
    this.versions = new ChangeClock(from);
  }

  /** One round: at most one change. */
  void step(ChangeSource capture) {
    Optional<ChangeStreamDocument<BsonDocument>> change = capture.next();
    change.ifPresent(this::handle);
    settle();
    if (change.isEmpty() && inFlight.isEmpty()) {
      parts.board().caughtUp();
    }
    if (System.nanoTime() - lastSave >= parts.config().checkpoint().toNanos()) {
      save();
    }
  }

  private void handle(ChangeStreamDocument<BsonDocument> change) {
    Optional<SourceVersion> held = OutboxFirst.heldVersion(change);
    SourceVersion version = held.orElseGet(() -> following(change));
    String collection =
        change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
    boolean marker = collection.equals(Markers.COLLECTION);
    List<Event> events =
        marker
            ? Markers.events(change, version, Instant.now())
            : events(change, version, collection);
    List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>(events.size());
    events.forEach(event -> publish(event, change).ifPresent(outcomes::add));
    Checkpoint checkpoint =
        held.isPresent() ? beginning : Checkpoint.behind(change.getResumeToken(), version);
    inFlight.add(
        new InFlight.Entry(
            checkpoint, changedAt(change, version), !marker, entry(change, collection), outcomes));
  }

  private SourceVersion following(ChangeStreamDocument<BsonDocument> change) {
    return versions.next(Objects.requireNonNull(change.getClusterTime(), "clusterTime"));
  }

  private static @Nullable BsonValue entry(
      ChangeStreamDocument<BsonDocument> change, String collection) {
    return collection.equals(MongoOutbox.COLLECTION) && change.getDocumentKey() != null
        ? change.getDocumentKey().get("_id")
        : null;
  }

  private static Instant changedAt(
      ChangeStreamDocument<BsonDocument> change, SourceVersion version) {
    return change.getWallTime() == null
        ? version.instant()
        : Instant.ofEpochMilli(change.getWallTime().getValue());
  }

  private List<Event> events(
      ChangeStreamDocument<BsonDocument> change, SourceVersion version, String collection) {
    ChangeMapper mapper = parts.mappers().get(collection);
    if (mapper == null) {
      return List.of();
    }
    MappingOutcome outcome = mapper.map(change, ChangeClock.eventId(version), version);
    if (outcome instanceof Mapped mapped) {
      return mapped.events();
    }
    if (outcome instanceof Skipped) {
      parts.board().skipped();
    } else if (outcome instanceof Unmappable unmappable) {
      parts
          .deadLetters()
          .add(
              change,
              ChangeClock.eventId(version),
              version,
              mapper.capability(),
              unmappable.cause());
    }
    return List.of();
  }

  /** Hands an event over; empty if it became a dead letter. */
  private Optional<CompletableFuture<PublishOutcome>> publish(
      Event event, ChangeStreamDocument<BsonDocument> change) {
    while (true) {
      awaitRoom();
      requireLease();
      CompletableFuture<PublishOutcome> outcome;
      try {
        outcome = parts.sink().publish(event);
      } catch (RuntimeException e) { // before the sink took it: it cannot be serialised
        setAside(change, event, "the event cannot be serialised: " + e.getMessage());
        return Optional.empty();
      }
      PublishOutcome now = outcome.getNow(null);
      if (now instanceof Unsendable unsendable) {
        setAside(change, event, unsendable.cause());
        return Optional.empty();
      }
      if (!(now instanceof QueueFull)) {
        return Optional.of(outcome);
      }
      settle();
    }
  }

  private void setAside(ChangeStreamDocument<BsonDocument> change, Event event, String cause) {
    String collection =
        change.getNamespace() == null ? "" : change.getNamespace().getCollectionName();
    ChangeMapper mapper = parts.mappers().get(collection);
    parts
        .deadLetters()
        .add(change, event.id(), event.version(), mapper == null ? "" : mapper.capability(), cause);
  }

  private void awaitRoom() {
    while (inFlight.size() + unsavedChanges >= parts.config().inFlight()) {
      requireLease();
      if (unsavedChanges > 0) {
        save();
      } else {
        awaitOldest(Duration.ofMillis(100));
      }
      settle();
    }
  }

  private void requireLease() {
    if (!mayPublish.getAsBoolean()) {
      throw new LeaseLostException("the lease was lost or the relay is closing");
    }
  }

  private void awaitOldest(Duration limit) {
    try {
      inFlight.oldestDone().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // looked at again by the caller
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sink's outcome must complete normally", e);
    }
  }

  private void settle() {
    for (InFlight.Entry done = inFlight.pollDone(); done != null; done = inFlight.pollDone()) {
      if (!done.isSettled()) {
        throw new LeaseLostException("the sink was closed before it acknowledged everything");
      }
      unsaved = done.checkpoint();
      unsavedChanges++;
      if (done.entry() != null) {
        doneEntries.add(done.entry());
      }
      parts.board().published(done.published());
      parts.board().reached(done.checkpoint().position(), done.changedAt());
    }
  }

  private void save() {
    lastSave = System.nanoTime();
    // A checkpoint with a token passes entries for good, so they go first; a polled one is read
    // past
    // again, and keeps later entries from getting the versions of those that are gone.
    boolean entriesFirst = unsaved != null && unsaved.token() != null;
    if (entriesFirst) {
      removeEntries();
    }
    if (unsaved != null && !parts.leases().save(lease.epoch(), unsaved, parts.board().lag())) {
      throw new LeaseLostException("another relay has taken the lease");
    }
    removeEntries();
    unsaved = null;
    unsavedChanges = 0;
  }

  private void removeEntries() {
    if (!doneEntries.isEmpty()) {
      parts.entries().done(doneEntries);
      doneEntries.clear();
    }
  }

  /** Waits for acknowledgements, up to the limit, and saves what was reached. */
  void finish() {
    long deadline = System.nanoTime() + parts.config().drain().toNanos();
    while (!inFlight.isEmpty() && System.nanoTime() < deadline && !Thread.interrupted()) {
      awaitOldest(Duration.ofMillis(50));
      settle();
    }
    save();
  }
}
