package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows the answers on a side's connection from byte to byte, one for each request: which bytes
 * belong to a head, which to a body, and what is wrong with them. Used on one event loop.
 */
final class AnswerScanner {

  private enum Place {
    IDLE,
    HEAD,
    FIXED,
    CHUNKED,
    REST,
    FOREIGN
  }

  /** Before one answer; servers send one or two. */
  private static final int MOST_PROVISIONAL = 32;

  private static final FastThreadLocal<Spare<ResponseHead>> SPARES =
      Spare.ofThreads(ResponseHead::new);

  private final WireLimits limits;
  private final BodyBytes body;
  private @Nullable Spare<ResponseHead> spare;
  private @Nullable ResponseHead head;
  private @Nullable FieldMarks trailers;
  private @Nullable ChunkScanner chunks;
  private Place place = Place.IDLE;
  private boolean bodiless;
  private boolean upgrade;
  private int provisional;
  private long left;
  private boolean headEnded;
  private @Nullable String refusal;

  AnswerScanner(WireLimits limits, BodyBytes body) {
    this.limits = limits;
    this.body = body;
  }

  /**
   * An answer will come.
   *
   * @param toHead whether the request's method is HEAD, whose answer has no body
   * @param upgrades whether it asks to leave HTTP
   */
  void expect(boolean toHead, boolean upgrades) {
    if (place == Place.IDLE) {
      bodiless = toHead;
      upgrade = upgrades;
      provisional = 0;
      place = Place.HEAD;
      if (trailers != null) {
        trailers.reset();
      }
    }
  }

  /** Reads on, to the end of a head or of a body at most; the index behind what was read. */
  int step(ByteBuf in, int at, int end) {
    headEnded = false;
    return switch (place) {
      case HEAD -> head(in, at, end);
      case FIXED -> fixed(in, at, end);
      case CHUNKED -> chunked(in, at, end);
      case REST -> rest(in, at, end);
      case FOREIGN -> end;
      case IDLE -> {
        refusal = "the side says more than it was asked for";
        yield at;
      }
    };
  }

  private int head(ByteBuf in, int at, int end) {
    ResponseHead reading = head == null ? begin() : head;
    int next = reading.scan(in, at, end);
    Refusal why = reading.refusal();
    if (why != null) {
      refusal = why.reason();
    } else if (reading.isDone()) {
      headEnded = true;
      headEnds(reading);
    }
    return next;
  }

  private ResponseHead begin() {
    if (spare == null) {
      spare = SPARES.get();
    }
    ResponseHead next = spare.take(limits);
    next.reset();
    head = next;
    return next;
  }

  /** The head that ended in the last step, as long as the read lasts. */
  AnswerHead made() {
    return Objects.requireNonNull(head).made();
  }

  /** All that a read has brought has been looked at. */
  void endRead() {
    if (head != null && spare != null && place != Place.HEAD) {
      spare.give(head);
      head = null;
    }
  }

  private void headEnds(ResponseHead read) {
    if (read.status() == 101) {
      place = Place.FOREIGN;
      refusal = upgrade ? null : "the side upgrades though nobody asked it to";
    } else if (read.status() < 200) {
      read.reset(); // the answer proper follows
      refusal = ++provisional <= MOST_PROVISIONAL ? null : "there are too many provisional answers";
    } else if (bodiless || read.isBodiless()) {
      place = Place.IDLE;
    } else if (read.framing.isChunked()) {
      place = Place.CHUNKED;
      beginChunks();
    } else if (read.framing.length() >= 0) {
      left = read.framing.length();
      place = left == 0 ? Place.IDLE : Place.FIXED;
    } else {
      place = Place.REST;
    }
  }

  private void beginChunks() {
    if (chunks == null) {
      trailers = new FieldMarks();
      chunks = new ChunkScanner(limits, trailers);
    }
    chunks.reset();
  }

  private int fixed(ByteBuf in, int at, int end) {
    int length = (int) Math.min(left, end - at);
    body.add(in, at, length);
    left -= length;
    place = left == 0 ? Place.IDLE : Place.FIXED;
    return at + length;
  }

  private int chunked(ByteBuf in, int at, int end) {
    ChunkScanner reading = Objects.requireNonNull(chunks);
    int next = reading.scan(in, at, end, body);
    Refusal why = reading.refusal();
    if (why != null) {
      refusal = why.reason();
    } else if (reading.isDone()) {
      place = Place.IDLE;
    }
    return next;
  }

  private int rest(ByteBuf in, int at, int end) {
    body.add(in, at, end - at);
    return end;
  }

  /** Why nothing more may be read, null as long as all is right. */
  @Nullable String refusal() {
    return refusal;
  }

  /** Whether a head ended in the last step; a provisional one if this {@link #isInHead} still. */
  boolean headEnded() {
    return headEnded;
  }

  /** The fields behind a body that has ended, null if there are none. */
  @Nullable HeadersMultiMap trailers() {
    return trailers == null || trailers.isEmpty() ? null : trailers.map();
  }

  boolean isInHead() {
    return place == Place.HEAD;
  }

  /** Whether nothing is expected: the last answer has ended. */
  boolean isIdle() {
    return place == Place.IDLE;
  }

  /** Whether the answer's body ends with the connection. */
  boolean isToTheEnd() {
    return place == Place.REST;
  }

  /** Whether what comes is no HTTP any more. */
  boolean isForeign() {
    return place == Place.FOREIGN;
  }
}
