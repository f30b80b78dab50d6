package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.MappingException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes of a file as text, or the place of the first that is no UTF-8. */
final class Utf8Text {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private Utf8Text() {}

  static String of(String file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    boolean broken = decoder.decode(in, out, true).isError();
    String text = out.flip().toString();
    if (broken) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw new MappingException(
          "%s:%d:%d: not UTF-8 (byte 0x%02x): save the file as UTF-8"
              .formatted(file, line, column, bytes[in.position()]));
    }
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
