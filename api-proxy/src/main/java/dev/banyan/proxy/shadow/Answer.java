package dev.banyan.proxy.shadow;

import dev.banyan.proxy.upstream.AwaitedAnswer;
import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a side answered.
 *
 * @param status its status
 * @param type its content type, null if it said none
 * @param encoding its content encodings in lower case, empty if it has none
 * @param body whole, or empty if it is not
 * @param isWhole whether the body was short enough to be read
 */
public record Answer(
    int status, @Nullable String type, String encoding, Buffer body, boolean isWhole) {

  /** One without an encoding. */
  public Answer(int status, @Nullable String type, Buffer body) {
    this(status, type, "", body, true);
  }

  /** A side's, as far as it was read. */
  static Answer of(AwaitedAnswer.Whole read) {
    Buffer body = read.body();
    return body == null ? of(read.head(), Buffer.buffer(), false) : of(read.head(), body, true);
  }

  /** A side's, as it came. */
  public static Answer of(SideAnswer response, Buffer body) {
    return of(response, body, true);
  }

  private static Answer of(SideAnswer response, Buffer body, boolean isWhole) {
    List<String> encodings = response.fields().all("Content-Encoding");
    String encoding = String.join(",", encodings).trim().toLowerCase(Locale.ROOT);
    return new Answer(
        response.statusCode(), response.getHeader("Content-Type"), encoding, body, isWhole);
  }

  /** The type without its parameters, empty if there is none. */
  String mediaType() {
    return type == null ? "" : type.split(";")[0].trim().toLowerCase(Locale.ROOT);
  }
}
