package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.publish.sink.EventId;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/**
 * The events that every candidate publishes: {@value #KEYS} keys in random order, numbered per key,
 * with a payload of so many bytes: as they are, or inside an envelope. The id carries key and
 * number, where the sink reads them. Not thread-safe.
 */
public final class EventSequence {

  public static final int KEYS = EventId.KEYS;

  /** Bytes of a payload that carries its id. */
  public static final int LEAST_BYTES = 60;

  private static final long SEED = 7;

  private final Random random = new Random(SEED);
  private final int[] next = new int[KEYS];
  private final String[] names = new String[KEYS];
  private final int payloadBytes;
  private final boolean envelopes;
  private final ObjectNode data;
  private final Instant time = Instant.parse("2026-11-21T12:00:00.123Z");
  private long increment;

  /**
   * A sequence that begins anew.
   *
   * @param payloadBytes of an event, or of its data inside an envelope
   */
  public EventSequence(int payloadBytes, boolean envelopes) {
    this.payloadBytes = payloadBytes;
    this.envelopes = envelopes;
    for (int key = 0; key < KEYS; key++) {
      names[key] = "user-" + key;
    }
    data = JsonNodeFactory.instance.objectNode();
    int framing = "{\"text\":\"\"}".length();
    data.put("text", "x".repeat(Math.max(1, payloadBytes - framing)));
  }

  /** Offers the next one. */
  public void offer(Candidate candidate, Candidate.Settled settled) {
    int key = random.nextInt(KEYS);
    String id = Long.toString(EventId.of(key, next[key]++));
    if (envelopes) {
      candidate.offer(envelope(key, id), settled);
    } else {
      candidate.offer(id, names[key], payload(id), settled);
    }
  }

  private byte[] payload(String id) {
    byte[] bytes = new byte[payloadBytes];
    Arrays.fill(bytes, (byte) 'x');
    byte[] start = ("{\"id\":\"" + id + "\",\"text\":\"").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, bytes, 0, start.length);
    bytes[payloadBytes - 2] = '"';
    bytes[payloadBytes - 1] = '}';
    return bytes;
  }

  private Event envelope(int key, String id) {
    return new Event(
        id,
        Event.LEGACY,
        "post.put",
        names[key],
        time,
        names[key],
        new SourceVersion(1_800_000_000L, ++increment, 0),
        Event.Trace.NONE,
        data);
  }
}
