package dev.banyan.proxy.wire;

import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one header section while a scanner reads them, and where its fields are in them. The
 * fields that are made of it share its bytes.
 */
final class FieldMarks {

  private static final byte[] NOTHING = {};
  private static final int MARKS_OF_A_FIELD = 4;

  /** Of the last message's names that are kept, because the next one's are mostly the same. */
  private static final int NAMES = 24;

  private byte[] bytes = NOTHING;
  private int length;
  private int lineEnd;
  private int[] marks = new int[16 * MARKS_OF_A_FIELD];
  private int count;
  private final @Nullable AsciiString[] names = new AsciiString[NAMES];

  /** Forgets all; fields that were made before keep their bytes. */
  void reset() {
    bytes = NOTHING;
    length = 0;
    count = 0;
  }

  /** Keeps the bytes that follow those which are kept. */
  void add(byte[] from, int more) {
    int needed = length + more;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, length == 0 ? more : Math.max(needed, 2 * length));
    }
    System.arraycopy(from, 0, bytes, length, more);
    length = needed;
  }

  /** All of a field: where its name begins and ends, and its value. */
  void field(int name, int colon, int value, int end) {
    mark(name);
    mark(colon);
    mark(value);
    mark(end);
  }

  /** The start line ends before this byte. */
  void lineEnds(int at) {
    lineEnd = at;
  }

  /** Of each field in turn: its name, the colon, its value, what ends its line. */
  void mark(int at) {
    if (count == marks.length) {
      marks = Arrays.copyOf(marks, 2 * count);
    }
    marks[count++] = at;
  }

  /** Whether the start line goes on from a byte with a text, and ends with it. */
  boolean lineIs(int from, String text) {
    if (lineEnd - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The start line from a byte on. */
  String line(int from) {
    return line(from, 0);
  }

  /** The start line from a byte on, but for as many at its end. */
  String line(int from, int without) {
    int size = Math.max(0, lineEnd - from - without);
    return new String(bytes, Math.min(from, lineEnd), size, StandardCharsets.ISO_8859_1);
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The fields in their order, as they were sent but for blanks around values. */
  Fields fields() {
    trim();
    Fields fields = new Fields();
    for (int i = 0; i + MARKS_OF_A_FIELD <= count; i += MARKS_OF_A_FIELD) {
      fields.add(name(i), value(i));
    }
    return fields;
  }

  /** The same for Vert.x, which finds them in a table. */
  HeadersMultiMap map() {
    trim();
    HeadersMultiMap map = HeadersMultiMap.caseInsensitive();
    for (int i = 0; i + MARKS_OF_A_FIELD <= count; i += MARKS_OF_A_FIELD) {
      map.add(name(i), value(i));
    }
    return map;
  }

  /** All bytes are kept as long as any field is. */
  private void trim() {
    if (bytes.length > length) {
      bytes = Arrays.copyOf(bytes, length);
    }
  }

  /** Of the field whose marks begin there. */
  private CharSequence name(int mark) {
    return name(mark / MARKS_OF_A_FIELD, marks[mark], marks[mark + 1]);
  }

  private CharSequence value(int mark) {
    int from = marks[mark + 2];
    int end = marks[mark + 3];
    while (end > from && Octets.isBlank(bytes[end - 1])) {
      end--;
    }
    return from == end ? AsciiString.EMPTY_STRING : new AsciiString(bytes, from, end - from, false);
  }

  /** The same object as last time, if the message before had the same name in this place. */
  private CharSequence name(int index, int from, int to) {
    AsciiString last = index < names.length ? names[index] : null;
    if (last != null && Arrays.equals(last.array(), 0, last.length(), bytes, from, to)) {
      return last;
    }
    AsciiString made = new AsciiString(bytes, from, to - from, true);
    if (index < names.length) {
      names[index] = made;
    }
    return made;
  }
}
