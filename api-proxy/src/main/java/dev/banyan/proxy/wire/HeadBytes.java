package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * Puts a head together: in an array that is used for every head of its thread, and from there into
 * a buffer at once. Writing field by field into a buffer cost three times as much, for each asks
 * whether the buffer is still alive and has room. Used on one thread only, for one head at a time.
 */
public final class HeadBytes {

  private static final int USUAL = 4 * 1024;
  private static final FastThreadLocal<HeadBytes> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected HeadBytes initialValue() {
          return new HeadBytes();
        }
      };

  private byte[] bytes = new byte[USUAL];
  private int length;

  private HeadBytes() {}

  /** Begins a head; what was put together before is gone. */
  public static HeadBytes begin() {
    HeadBytes own = OF_THREAD.get();
    own.length = 0;
    if (own.bytes.length > 2 * USUAL) {
      own.bytes = new byte[USUAL]; // one long head keeps no memory
    }
    return own;
  }

  /** Adds characters up to 255, each a byte; others become question marks. */
  public HeadBytes add(CharSequence text) {
    if (text instanceof AsciiString ascii) {
      return add(ascii.array(), ascii.arrayOffset(), ascii.length());
    }
    return add(text.toString(), StandardCharsets.ISO_8859_1);
  }

  /** Adds a text in an encoding. */
  public HeadBytes add(String text, Charset encoding) {
    return add(text.getBytes(encoding));
  }

  /** Adds bytes as they are. */
  public HeadBytes add(byte[] more) {
    return add(more, 0, more.length);
  }

  private HeadBytes add(byte[] from, int offset, int count) {
    room(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
    return this;
  }

  /** Adds two bytes. */
  public HeadBytes add(char first, char second) {
    room(2);
    bytes[length++] = (byte) first;
    bytes[length++] = (byte) second;
    return this;
  }

  private void room(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** Adds the end of a line. */
  public HeadBytes endLine() {
    return add('\r', '\n');
  }

  /** Adds fields in their order, each with the end of its line. */
  public HeadBytes add(Fields fields) {
    for (int i = 0; i < fields.size(); i++) {
      add(fields.name(i)).add(':', ' ').add(fields.value(i)).endLine();
    }
    return this;
  }

  /** The same of a table's. */
  public HeadBytes add(HeadersMultiMap fields) {
    Iterator<Map.Entry<CharSequence, CharSequence>> each = fields.iteratorCharSequence();
    while (each.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = each.next();
      add(field.getKey()).add(':', ' ').add(field.getValue()).endLine();
    }
    return this;
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  /** Writes all of it. */
  public void writeTo(ByteBuf to) {
    to.writeBytes(bytes, 0, length);
  }
}
