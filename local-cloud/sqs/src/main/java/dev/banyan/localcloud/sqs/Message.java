package dev.banyan.localcloud.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message and what has happened to it. Guarded by its queue's lock.
 *
 * <p>While it is in a queue its place there depends on {@link #visibleAt()}: take it out to change.
 */
final class Message {

  private static final int OVERHEAD_BYTES = 400;

  private final String id;
  private final long number;
  private final String body;
  private final ObjectNode attributes;
  private final Instant sentAt;
  private Instant visibleAt;
  private @Nullable Instant firstReceivedAt;
  private int receiveCount;

  Message(
      String id,
      long number,
      String body,
      ObjectNode attributes,
      Instant sentAt,
      Instant visibleAt) {
    this.id = id;
    this.number = number;
    this.body = body;
    this.attributes = attributes;
    this.sentAt = sentAt;
    this.visibleAt = visibleAt;
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  String body() {
    return body;
  }

  ObjectNode attributes() {
    return attributes;
  }

  Instant sentAt() {
    return sentAt;
  }

  Instant visibleAt() {
    return visibleAt;
  }

  /** When it was first received, or when it was sent if it never was. */
  Instant firstReceivedAt() {
    return firstReceivedAt == null ? sentAt : firstReceivedAt;
  }

  int receiveCount() {
    return receiveCount;
  }

  long heapBytes() {
    return OVERHEAD_BYTES + 2L * body.length() + 2L * attributes.toString().length();
  }

  void hideUntil(Instant moment) {
    visibleAt = moment;
  }

  void received(Instant now) {
    receiveCount++;
    if (firstReceivedAt == null) {
      firstReceivedAt = now;
    }
  }
}
