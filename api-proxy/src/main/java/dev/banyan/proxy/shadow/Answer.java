package dev.banyan.proxy.shadow;

import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a side answered.
 *
 * @param status its status
 * @param type its content type, null if it said none
 * @param body whole
 */
public record Answer(int status, @Nullable String type, Buffer body) {

  static Answer of(SideAnswer response, Buffer body) {
    return new Answer(response.statusCode(), response.getHeader("Content-Type"), body);
  }

  /** The type without its parameters, empty if there is none. */
  String mediaType() {
    return type == null ? "" : type.split(";")[0].trim().toLowerCase(java.util.Locale.ROOT);
  }
}
