package dev.banyan.proxy.shadow;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the content encodings (RFC 9110, 8.4.1) off answers that are to be compared, and keeps the
 * first reason why one cannot be. Used on one thread, once for each comparison.
 */
final class Unpacking {

  /** Registered with IANA and not unpacked here; what a side calls otherwise is all one. */
  private static final Set<String> OTHERS = Set.of("br", "zstd", "compress", "dcb", "dcz");

  /** The one method of zlib's header (RFC 1950, 2.2). */
  private static final int DEFLATED = 8;

  private final int most;
  private @Nullable String problem;

  /**
   * For one comparison.
   *
   * @param most bytes that an answer may have unpacked: a few packed ones can become gigabytes
   */
  Unpacking(int most) {
    this.most = most;
  }

  /** Why the answers cannot be compared, null if they can; one of a few dozen texts. */
  @Nullable String problem() {
    return problem;
  }

  /** The answer without its encoding; as it is if that cannot be. */
  Answer plain(String side, Answer answer) {
    if (!answer.isWhole()) {
      return unfit(side + ": longer than " + most + " bytes", answer);
    }
    String encoding = answer.encoding();
    if (encoding.isEmpty() || encoding.equals("identity") || answer.body().length() == 0) {
      return answer;
    }
    try {
      byte[] packed = answer.body().getBytes();
      return switch (encoding) {
        case "gzip", "x-gzip" -> gunzipped(side, answer, packed);
        case "deflate" -> inflated(side, answer, packed);
        default -> {
          String name = OTHERS.contains(encoding) ? encoding : "another encoding";
          yield unfit(side + ": " + name, answer);
        }
      };
    } catch (IOException e) {
      return unfit(side + ": malformed " + encoding, answer);
    }
  }

  private Answer unfit(String why, Answer answer) {
    problem = problem == null ? why : problem;
    return answer;
  }

  private Answer read(String side, Answer answer, InputStream in) throws IOException {
    byte[] plain = in.readNBytes(most + 1);
    return plain.length > most
        ? unfit(side + ": longer than " + most + " bytes unpacked", answer)
        : new Answer(answer.status(), answer.type(), Buffer.buffer(plain));
  }

  private Answer gunzipped(String side, Answer answer, byte[] packed) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return read(side, answer, in);
    }
  }

  /** With zlib's header or, as some servers send it, without. */
  private Answer inflated(String side, Answer answer, byte[] packed) throws IOException {
    boolean zlib =
        packed.length > 1
            && (packed[0] & 0xf) == DEFLATED
            && ((packed[0] & 0xff) << 8 | (packed[1] & 0xff)) % 31 == 0;
    Inflater inflater = new Inflater(!zlib);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
      return read(side, answer, in);
    } finally {
      inflater.end(); // closing the stream leaves the memory of an inflater that it was given
    }
  }
}
