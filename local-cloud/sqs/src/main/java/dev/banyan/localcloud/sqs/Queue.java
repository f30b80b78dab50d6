package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One standard queue. Thread-safe by one lock, which is never held while another queue's is taken.
 */
final class Queue {

  /** SQS lets at most this many messages of a standard queue be in flight. */
  private static final int MAX_IN_FLIGHT = 120_000;

  private final String name;
  private final Clock clock;
  private final long maxBytes;
  private final Instant createdAt;
  private final Map<String, Message> byId = new HashMap<>();
  private final TreeSet<Message> byVisibility =
      new TreeSet<>(Comparator.comparing(Message::visibleAt).thenComparing(Message::number));
  private QueueAttributes attributes;
  private long nextNumber;
  private long bytes;

  Queue(String name, QueueAttributes attributes, Clock clock, long maxBytes) {
    this.name = name;
    this.attributes = attributes;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.createdAt = now();
  }

  /** How many messages are visible, received and not yet deleted, or delayed. */
  record Counts(int visible, int inFlight, int delayed) {}

  /** What a reception took: messages for the caller, and those that were received too often. */
  record Taken(List<Received> received, List<Message> exhausted) {}

  /** A message with what was true when it was received. */
  record Received(Message message, Receipt receipt, Instant firstReceivedAt) {}

  String name() {
    return name;
  }

  Instant createdAt() {
    return createdAt;
  }

  synchronized QueueAttributes attributes() {
    return attributes;
  }

  synchronized void change(QueueAttributes value) {
    attributes = value;
  }

  /** Adds a message and gives its id. */
  synchronized String send(String body, ObjectNode messageAttributes, @Nullable Duration delay) {
    dropOld();
    Instant visibleAt = now().plus(delay == null ? attributes.delay() : delay);
    String id = UUID.randomUUID().toString();
    add(new Message(id, nextNumber++, body, messageAttributes, now(), visibleAt));
    return id;
  }

  /** Takes over a message that another queue has given up; it keeps its id and age. */
  synchronized void adopt(Message message) {
    add(
        new Message(
            message.id(),
            nextNumber++,
            message.body(),
            message.attributes(),
            message.sentAt(),
            now()));
  }

  synchronized Taken receive(int max, Duration visibilityTimeout) {
    dropOld();
    Instant now = now();
    Taken taken = new Taken(new ArrayList<>(), new ArrayList<>());
    while (taken.received().size() < max && nextIsVisible(now)) {
      Message message = byVisibility.pollFirst();
      if (message == null) {
        break;
      }
      if (isExhausted(message)) {
        forget(message);
        taken.exhausted().add(message);
      } else {
        taken.received().add(hide(message, now, visibilityTimeout));
      }
    }
    return taken;
  }

  /** Deletes what the receipt stands for; an outdated receipt deletes nothing, as in SQS. */
  synchronized void delete(Receipt receipt) {
    current(receipt)
        .ifPresent(
            message -> {
              byVisibility.remove(message);
              forget(message);
            });
  }

  /** Hides a received message for another while. */
  synchronized void changeVisibility(Receipt receipt, Duration timeout) {
    Message message =
        current(receipt)
            .filter(found -> found.visibleAt().isAfter(now()))
            .orElseThrow(() -> Errors.error("MessageNotInflight", "The message is not in flight."));
    byVisibility.remove(message);
    message.hideUntil(now().plus(timeout));
    byVisibility.add(message);
  }

  synchronized void purge() {
    byId.clear();
    byVisibility.clear();
    bytes = 0;
  }

  synchronized Counts counts() {
    dropOld();
    Instant now = now();
    int visible = 0;
    int inFlight = 0;
    for (Message message : byVisibility) {
      visible += message.visibleAt().isAfter(now) ? 0 : 1;
      inFlight += message.visibleAt().isAfter(now) && message.receiveCount() > 0 ? 1 : 0;
    }
    return new Counts(visible, inFlight, byVisibility.size() - visible - inFlight);
  }

  private void add(Message message) {
    if (bytes + message.heapBytes() > maxBytes) {
      throw Errors.error(
          "OverLimit",
          "Queue " + name + " is full at " + bytes + " bytes: receive and delete, or purge it.");
    }
    bytes += message.heapBytes();
    byId.put(message.id(), message);
    byVisibility.add(message);
  }

  private Received hide(Message message, Instant now, Duration timeout) {
    message.received(now);
    message.hideUntil(now.plus(timeout));
    byVisibility.add(message);
    Receipt receipt = new Receipt(message.id(), message.receiveCount());
    return new Received(message, receipt, message.firstReceivedAt());
  }

  private boolean nextIsVisible(Instant now) {
    if (byId.size() > MAX_IN_FLIGHT && counts().inFlight() >= MAX_IN_FLIGHT) {
      throw Errors.error("OverLimit", "Too many messages in flight: delete some first.");
    }
    return !byVisibility.isEmpty() && !byVisibility.first().visibleAt().isAfter(now);
  }

  private boolean isExhausted(Message message) {
    return attributes
        .redrive()
        .filter(redrive -> message.receiveCount() >= redrive.maxReceiveCount())
        .isPresent();
  }

  private Optional<Message> current(Receipt receipt) {
    return Optional.ofNullable(byId.get(receipt.messageId()))
        .filter(message -> message.receiveCount() == receipt.receiveCount());
  }

  private void forget(Message message) {
    byId.remove(message.id());
    bytes -= message.heapBytes();
  }

  private void dropOld() {
    Instant oldest = now().minus(attributes.retention());
    if (oldest.isBefore(createdAt)) {
      return;
    }
    for (Iterator<Message> each = byVisibility.iterator(); each.hasNext(); ) {
      Message message = each.next();
      if (message.sentAt().isBefore(oldest)) {
        each.remove();
        forget(message);
      }
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
