package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HeadBytesTest {

  private static String written(HeadBytes head) {
    ByteBuf to = Unpooled.buffer();
    head.writeTo(to);
    assertThat(to.readableBytes()).isEqualTo(head.length());
    return to.toString(StandardCharsets.ISO_8859_1);
  }

  /** Cut to a byte, these would be the end of a line. */
  @Test
  void charactersAbove255_areQuestionMarks() {
    assertThat(written(HeadBytes.begin().add("a\u010d\u010ab\u00ff"))).isEqualTo("a??b\u00ff");
    assertThat(written(HeadBytes.begin().add(new StringBuilder("\u4e0d\ud83d\ude00"))))
        .isEqualTo("??");
  }

  @Test
  void fields_keepOrderAndCase() {
    HeadersMultiMap fields = HeadersMultiMap.caseInsensitive();
    fields.add("B", "1").add("a", "").add((CharSequence) new AsciiString("b"), "2");

    assertThat(written(HeadBytes.begin().add(fields).endLine()))
        .isEqualTo("B: 1\r\na: \r\nb: 2\r\n\r\n");
  }

  @Test
  void nextHead_holdsNothingOfALongOne() {
    String tail = "x".repeat(50_000);
    assertThat(written(HeadBytes.begin().add("long").add(tail))).isEqualTo("long" + tail);

    assertThat(written(HeadBytes.begin().add("short"))).isEqualTo("short");
    AsciiString part = new AsciiString("abcdef").subSequence(2, 4);
    assertThat(written(HeadBytes.begin().add(part))).isEqualTo("cd");
  }
}
