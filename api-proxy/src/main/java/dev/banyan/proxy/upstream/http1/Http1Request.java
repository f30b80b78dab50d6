package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.upstream.SideRequest;
import dev.banyan.proxy.wire.AnswerHead;
import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.HeadBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request on its connection, and then its answer. Its connection is its own until both have
 * ended, or until it breaks; after that it has none, so that nothing that is asked of it later can
 * reach the connection's next request.
 *
 * <p>Fields are not checked here: {@code RequestWire} has read those of HTTP/1.1, {@code
 * Http2Rules} those of HTTP/2.
 */
final class Http1Request implements SideRequest {

  private static final int CRLF = '\r' << 8 | '\n';
  private static final byte[] SPACE = ascii(" ");
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\nHost: ");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] CHUNKED = ascii("\r\nTransfer-Encoding: chunked\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n");
  private static final MultiMap NO_TRAILERS = HttpHeaders.headers();
  private static final Fields NONE = new Fields();
  private static final long NOT_KNOWN = -1;

  private final HttpMethod method;
  private final String uri;
  private final String authority;
  private final Asker asker;
  private Fields fields = NONE;
  private @Nullable Http1Connection connection;
  private @Nullable Http1Answer answer;
  private @Nullable Runnable drained;
  private boolean begun;
  private boolean whole;
  private long left = NOT_KNOWN;

  /**
   * A request that has no connection yet.
   *
   * @param uri path and query
   * @param authority what {@code Host} says
   */
  Http1Request(HttpMethod method, String uri, String authority, Asker asker) {
    this.method = method;
    this.uri = uri;
    this.authority = authority;
    this.asker = asker;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  Asker asker() {
    return asker;
  }

  /** Gives it its connection, and its asker the word. */
  void connected(Http1Connection on) {
    connection = on;
    asker.connected(this);
  }

  @Override
  public void head(Fields given) {
    fields = given;
  }

  @Override
  public void write(Buffer part) {
    Http1Connection on = connection;
    if (on == null) {
      return;
    }
    beginBody(on);
    ByteBuf bytes = ((BufferInternal) part).getByteBuf();
    if (left == NOT_KNOWN) {
      chunk(on, bytes);
    } else if (bytes.readableBytes() > left) {
      broken(on, "the body is longer than its length");
    } else {
      left -= bytes.readableBytes();
      on.writeAndFlush(bytes);
    }
  }

  @Override
  public void writeHead() {
    Http1Connection on = connection;
    if (on != null) {
      beginBody(on);
      on.flush();
    }
  }

  private void beginBody(Http1Connection on) {
    if (!begun) {
      left = length();
      begin(on, left == NOT_KNOWN);
    }
  }

  private long length() {
    String length = fields.get(HttpHeaders.CONTENT_LENGTH);
    return length == null ? NOT_KNOWN : Long.parseLong(length);
  }

  private static void chunk(Http1Connection on, ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return; // an empty chunk would end the body
    }
    ByteBuf size = on.buffer(16);
    ByteBufUtil.writeAscii(size, Integer.toHexString(bytes.readableBytes()));
    on.write(ByteBufUtil.writeShortBE(size, CRLF));
    on.write(bytes);
    on.writeAndFlush(ByteBufUtil.writeShortBE(on.buffer(2), CRLF));
  }

  private void begin(Http1Connection on, boolean chunked) {
    begun = true;
    HeadBytes head =
        HeadBytes.begin()
            .add(method.name())
            .add(SPACE)
            .add(uri, StandardCharsets.UTF_8)
            .add(VERSION)
            .add(authority)
            .add(chunked ? CHUNKED : LINE_END)
            .add(fields)
            .endLine();
    on.expect(method == HttpMethod.HEAD);
    write(on, head);
  }

  private static void write(Http1Connection on, HeadBytes head) {
    ByteBuf bytes = on.buffer(head.length());
    head.writeTo(bytes);
    on.write(bytes);
  }

  @Override
  public boolean isFull() {
    return connection != null && !connection.isWritable();
  }

  @Override
  public void whenDrained(Runnable then) {
    drained = then;
  }

  @Override
  public void end() {
    end(NO_TRAILERS);
  }

  @Override
  public void end(MultiMap trailers) {
    Http1Connection on = connection;
    if (on == null || whole) {
      return;
    }
    if (left > 0) {
      broken(on, "the body is shorter than its length");
      return;
    }
    if (!begun && length() > 0) {
      broken(on, "the body is missing");
      return;
    }
    if (begun ? left == NOT_KNOWN : !trailers.isEmpty() && length() == NOT_KNOWN) {
      lastChunk(on, trailers);
    } else if (!begun) {
      begin(on, false);
    }
    whole = true;
    on.flush();
  }

  private void lastChunk(Http1Connection on, MultiMap trailers) {
    if (!begun) {
      begin(on, true); // there was no body, but there are trailers
    }
    HeadBytes last = HeadBytes.begin().add(LAST_CHUNK);
    for (Map.Entry<String, String> field : trailers) {
      last.add(field.getKey()).add(':', ' ').add(field.getValue()).endLine();
    }
    write(on, last.endLine());
  }

  private void broken(Http1Connection on, String why) {
    on.close();
    broken(new IllegalStateException(why));
  }

  @Override
  public void reset() {
    Http1Connection on = connection;
    connection = null;
    if (on != null) {
      on.abandoned(begun);
    }
  }

  void drained() {
    Runnable present = drained;
    if (present != null && connection != null) {
      drained = null;
      present.run();
    }
  }

  /** Whether its body was sent to its end: only then has a connection another request. */
  boolean isWhole() {
    return whole;
  }

  void read(boolean on) {
    if (connection != null) {
      connection.read(on);
    }
  }

  void answered(AnswerHead head) {
    Http1Answer made = new Http1Answer(head, this);
    answer = made;
    asker.answered(made);
  }

  /** The connection is another's from now on; the last part is still to come. */
  void leaves() {
    connection = null;
  }

  void part(ByteBuf part) {
    if (answer != null) {
      answer.part(part);
    }
  }

  /** The answer has ended. */
  void answerEnded(@Nullable MultiMap trailers) {
    connection = null;
    if (answer != null) {
      answer.end(trailers);
    }
  }

  void broken(Throwable why) {
    connection = null;
    if (answer == null) {
      asker.broken();
    } else {
      answer.broken(why);
    }
  }
}
