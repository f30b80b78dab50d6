package dev.banyan.proxy.upstream.lambda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.proxy.upstream.WholeRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The end of an event, which has the request's body: as text, or in base64 if its type or its bytes
 * are binary, or it is compressed. Written straight to where it is sent from.
 */
final class PayloadBody {

  /** Put into base64 at once, in bytes; a multiple of three. */
  private static final int PIECE = 48 * 1024;

  private static final byte[] BEFORE = ascii(",\"body\":\"");
  private static final byte[] BEHIND_TEXT = ascii("\",\"isBase64Encoded\":false}");
  private static final byte[] BEHIND_BASE64 = ascii("\",\"isBase64Encoded\":true}");
  private static final byte[] NONE = ascii(",\"isBase64Encoded\":false}");

  /** By byte, what JSON has in its stead (RFC 8259, 7); nothing if it stands for itself. */
  private static final byte[][] ESCAPED = escaped();

  private final ByteBuffer body;
  private final boolean text;
  private final long length;

  private PayloadBody(ByteBuffer body, boolean text) {
    this.body = body;
    this.text = text;
    this.length = lengthOf(body, text);
  }

  static PayloadBody of(WholeRequest request) {
    ByteBuf body = ((BufferInternal) request.body()).getByteBuf();
    boolean text =
        !request.headers().contains("Content-Encoding")
            && isText(request.headers().get("Content-Type"))
            && ByteBufUtil.isText(body, UTF_8);
    return new PayloadBody(body.nioBuffer(), text);
  }

  /** In bytes. */
  long length() {
    return length;
  }

  private static long lengthOf(ByteBuffer body, boolean text) {
    int bytes = body.remaining();
    if (bytes == 0) {
      return NONE.length;
    }
    if (!text) {
      return BEFORE.length + (bytes + 2L) / 3 * 4 + BEHIND_BASE64.length;
    }
    long length = BEFORE.length + bytes + BEHIND_TEXT.length;
    for (int at = body.position(); at < body.limit(); at++) {
      byte[] instead = ESCAPED[body.get(at) & 0xff];
      length += instead.length == 0 ? 0 : instead.length - 1;
    }
    return length;
  }

  /** Writes all of it. */
  void write(ByteBuffer to) {
    if (!body.hasRemaining()) {
      to.put(NONE);
      return;
    }
    to.put(BEFORE);
    if (text) {
      writeText(to);
    } else {
      writeBase64(to);
    }
    to.put(text ? BEHIND_TEXT : BEHIND_BASE64);
  }

  private void writeText(ByteBuffer to) {
    for (int at = body.position(); at < body.limit(); at++) {
      byte each = body.get(at);
      byte[] instead = ESCAPED[each & 0xff];
      if (instead.length == 0) {
        to.put(each);
      } else {
        to.put(instead);
      }
    }
  }

  private void writeBase64(ByteBuffer to) {
    for (int at = body.position(); at < body.limit(); at += PIECE) {
      ByteBuffer piece = body.slice(at, Math.min(PIECE, body.limit() - at));
      to.put(Base64.getEncoder().encode(piece));
    }
  }

  private static byte[][] escaped() {
    byte[][] escaped = new byte[256][0];
    for (int control = 0; control < ' '; control++) {
      escaped[control] = ascii(String.format("\\u%04X", control));
    }
    String named = "\b\t\n\f\r\"\\";
    String names = "btnfr\"\\";
    for (int i = 0; i < named.length(); i++) {
      escaped[named.charAt(i)] = ascii("\\" + names.charAt(i));
    }
    return escaped;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /** What API Gateway passes as text. */
  private static boolean isText(@Nullable String contentType) {
    String type =
        contentType == null ? "" : contentType.split(";")[0].trim().toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || type.equals("application/json")
        || type.equals("application/javascript")
        || type.equals("application/xml")
        || type.equals("application/x-www-form-urlencoded")
        || type.endsWith("+json")
        || type.endsWith("+xml");
  }
}
