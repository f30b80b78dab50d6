package dev.banyan.proxy.shadow;

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
 * @param body whole
 */
public record Answer(int status, @Nullable String type, String encoding, Buffer body) {

  /** One without an encoding. */
  public Answer(int status, @Nullable String type, Buffer body) {
    this(status, type, "", body);
  }

  /** A side's, as it came. */
  public static Answer of(SideAnswer response, Buffer body) {
    List<String> encodings = response.headers().getAll("Content-Encoding");
    String encoding = String.join(",", encodings).trim().toLowerCase(Locale.ROOT);
    return new Answer(response.statusCode(), response.getHeader("Content-Type"), encoding, body);
  }

  /** The type without its parameters, empty if there is none. */
  String mediaType() {
    return type == null ? "" : type.split(";")[0].trim().toLowerCase(Locale.ROOT);
  }
}
