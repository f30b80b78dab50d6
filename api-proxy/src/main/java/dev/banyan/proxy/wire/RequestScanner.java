package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows a client's requests from byte to byte: which belong to a head, which to a body, and what
 * is wrong with them. Passes nothing on. Used on one event loop.
 */
final class RequestScanner {

  /** No head began in these bytes. */
  static final int NONE = -1;

  /** What is taken apart ahead of its turn is a multiple of these bytes. */
  private static final int SHORT = 4 * 1024;

  private enum Place {
    BETWEEN,
    EMPTY_LINE,
    HEAD,
    FIXED,
    CHUNKED,
    ASKED,
    UPGRADED
  }

  private static final FastThreadLocal<Spare<RequestHead>> SPARES =
      Spare.ofThreads(RequestHead::new);

  private final WireLimits limits;
  private @Nullable Spare<RequestHead> spare;
  private @Nullable RequestHead head;
  private @Nullable ChunkScanner chunks;
  private @Nullable HttpRequest alone;
  private Place place = Place.BETWEEN;
  private long left;
  private @Nullable Refusal refusal;
  private int start = NONE;
  private int bodyBytes;
  private boolean headEnded;
  private boolean bodyEnded;
  private int upgrades;
  private int bodies;
  private int ended;
  private boolean mayUpgrade;
  private boolean passedLine;

  /**
   * Of a new connection.
   *
   * @param http2 whether its first request may ask to go on in HTTP/2
   */
  RequestScanner(WireLimits limits, boolean http2) {
    mayUpgrade = http2;
    this.limits = limits;
  }

  /**
   * Reads on.
   *
   * @param in begins with the head that is being read, if one is
   * @param from where the bytes begin that were not read yet
   * @param most requests behind whose end reading stops; behind fewer, if they are not short
   * @return the index behind what was read: the end, or where reading stopped because of a refusal,
   *     an upgrade, or that many requests
   */
  int scan(ByteBuf in, int from, int end, int most) {
    start = NONE;
    if (head != null || place == Place.EMPTY_LINE) {
      start = in.readerIndex();
    }
    bodyBytes = 0;
    headEnded = false;
    bodyEnded = false;
    int at = from;
    int before = ended;
    int enough = in.readerIndex() + SHORT;
    while (at < end
        && refusal == null
        && !isStopped()
        && (ended == before || ended - before < most && at < enough)) {
      at = step(in, at, end);
    }
    if (head != null) {
      boolean isAll = at == end && place == Place.BETWEEN && start == in.readerIndex();
      endRead(head, isAll);
    }
    return at;
  }

  /** A head that goes on in another read is the connection's; it is left to the decoder. */
  private void endRead(RequestHead read, boolean isAll) {
    if (place == Place.HEAD) {
      read.forget();
    } else {
      alone = isAll ? read.made() : null;
      spare().give(read);
      head = null;
    }
  }

  private Spare<RequestHead> spare() {
    Spare<RequestHead> present = spare;
    if (present == null) {
      present = SPARES.get();
      spare = present;
    }
    return present;
  }

  private boolean isStopped() {
    return place == Place.UPGRADED || place == Place.ASKED;
  }

  private int step(ByteBuf in, int at, int end) {
    return switch (place) {
      case BETWEEN -> begin(in, at);
      case EMPTY_LINE -> emptyLine(in, at);
      case HEAD -> head(in, at, end);
      case FIXED -> fixed(at, end);
      case CHUNKED -> chunked(in, at, end);
      case ASKED, UPGRADED ->
          throw new IllegalStateException("what follows an upgrade is no request");
    };
  }

  private int begin(ByteBuf in, int at) {
    start = at;
    if (in.getByte(at) == '\r' && !passedLine) {
      place = Place.EMPTY_LINE;
      return at + 1;
    }
    place = Place.HEAD;
    RequestHead next = head == null ? spare().take(limits) : head;
    next.reset();
    head = next;
    return at;
  }

  /** One before a request is passed over (RFC 9112, 2.2). */
  private int emptyLine(ByteBuf in, int at) {
    if (in.getByte(at) != '\n') {
      refusal = Refusal.bad("a CR stands alone");
      return at;
    }
    start = NONE;
    passedLine = true;
    place = Place.BETWEEN;
    return at + 1;
  }

  private int head(ByteBuf in, int at, int end) {
    RequestHead reading = Objects.requireNonNull(head);
    int next = reading.scan(in, at, end);
    refusal = reading.refusal();
    if (refusal == null && reading.isDone()) {
      headEnds(reading, obeysUpgrade(reading, in, next));
    }
    return next;
  }

  /** The codec obeys what it sees, but only in a connection's first request. */
  private boolean obeysUpgrade(RequestHead read, ByteBuf in, int end) {
    boolean obeys = read.isH2cUpgrade() && !read.hasBody() && mayUpgrade;
    if (read.isH2cUpgrade() && !obeys) {
      IgnoredUpgrade.hide(in, start, end);
    }
    mayUpgrade = false;
    return obeys;
  }

  private void headEnds(RequestHead read, boolean upgraded) {
    headEnded = true;
    passedLine = false;
    upgrades += read.namesUpgrade() ? 1 : 0;
    bodies += read.hasBody() ? 1 : 0;
    if (upgraded) {
      place = Place.UPGRADED;
    } else if (read.isWebSocketUpgrade()) {
      place = Place.ASKED;
    } else if (read.framing.isChunked()) {
      place = Place.CHUNKED;
      beginChunks();
    } else if (read.framing.length() > 0) {
      place = Place.FIXED;
      left = read.framing.length();
    } else {
      place = Place.BETWEEN;
      ended++;
    }
  }

  private void beginChunks() {
    if (chunks == null) {
      chunks = new ChunkScanner(limits);
    }
    chunks.reset();
  }

  private int fixed(int at, int end) {
    int skipped = (int) Math.min(left, end - at);
    left -= skipped;
    return passed(skipped, left == 0) + at;
  }

  private int chunked(ByteBuf in, int at, int end) {
    ChunkScanner reading = Objects.requireNonNull(chunks);
    int next = reading.scan(in, at, end, BodyBytes.UNWANTED);
    refusal = reading.refusal();
    return passed(next - at, refusal == null && reading.isDone()) + at;
  }

  private int passed(int bytes, boolean last) {
    bodyBytes += bytes;
    if (last) {
      bodyEnded = true;
      ended++;
      place = Place.BETWEEN;
    }
    return bytes;
  }

  /** Why nothing more is read, null as long as all is right. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  /**
   * Takes the request that was read last, if it is all that those bytes held and has no more than
   * fields; else null.
   */
  @Nullable HttpRequest alone() {
    HttpRequest taken = alone;
    alone = null;
    return taken;
  }

  /** Where the last head begins that is in these bytes, or {@link #NONE}. */
  int start() {
    return start;
  }

  /** Bytes of bodies among those read last. */
  int bodyBytes() {
    return bodyBytes;
  }

  /** Whether a head ended in what was read last. */
  boolean headEnded() {
    return headEnded;
  }

  /** Whether a body ended in what was read last. */
  boolean bodyEnded() {
    return bodyEnded;
  }

  /** How many requests with a body have begun. */
  int bodies() {
    return bodies;
  }

  /** Whether any body so far was chunked, so that trailers may follow. */
  boolean hasChunked() {
    return chunks != null;
  }

  boolean isInHead() {
    return place == Place.HEAD;
  }

  boolean isInBody() {
    return place == Place.FIXED || place == Place.CHUNKED;
  }

  /** Whether it depends on the answer to the last request what follows. */
  boolean isAsked() {
    return place == Place.ASKED;
  }

  /**
   * A request that names an upgrade has been answered and the connection stays as it is. They are
   * answered in their order.
   *
   * @return whether it was the last one, so that what follows it is a request
   */
  boolean staysHttp() {
    boolean last = --upgrades == 0 && place == Place.ASKED;
    if (last) {
      place = Place.BETWEEN;
    }
    return last;
  }

  /** Whether HTTP/2's preface must follow. */
  boolean isUpgraded() {
    return place == Place.UPGRADED;
  }
}
