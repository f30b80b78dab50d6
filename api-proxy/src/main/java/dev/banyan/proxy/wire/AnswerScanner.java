package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
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

  final ResponseHead head;
  private final ChunkScanner chunks;
  private final BodyBytes body;
  private Place place = Place.IDLE;
  private boolean bodiless;
  private boolean upgrade;
  private int provisional;
  private long left;
  private boolean headEnded;
  private @Nullable String refusal;

  AnswerScanner(ResponseHead head, ChunkScanner chunks, BodyBytes body) {
    this.head = head;
    this.chunks = chunks;
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
      head.reset();
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
    int next = head.scan(in, at, end);
    Refusal why = head.refusal();
    if (why != null) {
      refusal = why.reason();
    } else if (head.isDone()) {
      headEnded = true;
      headEnds();
    }
    return next;
  }

  private void headEnds() {
    if (head.status() == 101) {
      place = Place.FOREIGN;
      refusal = upgrade ? null : "the side upgrades though nobody asked it to";
    } else if (head.status() < 200) {
      head.reset(); // the answer proper follows
      refusal = ++provisional <= MOST_PROVISIONAL ? null : "there are too many provisional answers";
    } else if (bodiless || head.isBodiless()) {
      place = Place.IDLE;
    } else if (head.framing.isChunked()) {
      place = Place.CHUNKED;
      chunks.reset();
    } else if (head.framing.length() >= 0) {
      left = head.framing.length();
      place = left == 0 ? Place.IDLE : Place.FIXED;
    } else {
      place = Place.REST;
    }
  }

  private int fixed(ByteBuf in, int at, int end) {
    int length = (int) Math.min(left, end - at);
    body.add(in, at, length);
    left -= length;
    place = left == 0 ? Place.IDLE : Place.FIXED;
    return at + length;
  }

  private int chunked(ByteBuf in, int at, int end) {
    int next = chunks.scan(in, at, end, body);
    Refusal why = chunks.refusal();
    if (why != null) {
      refusal = why.reason();
    } else if (chunks.isDone()) {
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
