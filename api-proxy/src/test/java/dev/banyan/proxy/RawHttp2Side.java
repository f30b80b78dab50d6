package dev.banyan.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A side that answers every request with the same frames of HTTP/2, right or wrong. */
final class RawHttp2Side implements AutoCloseable {

  private static final int PREFACE = 24;

  private final SocketServer server =
      new SocketServer("raw-http2-side", (socket, number) -> serve(socket));
  private final BlockingQueue<Http2Headers> trailers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Http2Headers> heads = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> data = new LinkedBlockingQueue<>();
  private final Queue<List<Frame>> first = new ConcurrentLinkedQueue<>();
  private volatile List<Frame> answer = List.of();

  record Frame(int type, int flags, byte[] payload) {

    /** Closes the connection. */
    static final Frame CLOSE = new Frame(-1, 0, new byte[0]);

    static Frame reset(int code) {
      return new Frame(RawHttp2.RESET, 0, four(code));
    }

    static Frame goAway(int last) {
      return new Frame(RawHttp2.GOAWAY, 0, ByteBuffer.allocate(8).putInt(last).putInt(0).array());
    }

    private static byte[] four(int number) {
      return ByteBuffer.allocate(4).putInt(number).array();
    }

    static Frame head(int flags, String... fields) {
      List<String[]> pairs = List.of(fields).stream().map(field -> field.split("=", 2)).toList();
      return new Frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | flags, RawHttp2.fields(pairs));
    }

    static Frame data(String text) {
      return new Frame(RawHttp2.DATA, 0, RawClient.bytes(text));
    }
  }

  RawHttp2Side() throws IOException {}

  void answer(Frame... frames) {
    answer = List.of(frames);
  }

  /** What the next request that has no such answer yet gets instead. */
  void first(Frame... frames) {
    first.add(List.of(frames));
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** The next fields behind a request's body; null if none come. */
  Http2Headers trailers() throws InterruptedException {
    return trailers.poll(10, TimeUnit.SECONDS);
  }

  /** The next request's head, whose body may still be to come; null if none comes. */
  Http2Headers head() throws InterruptedException {
    return heads.poll(10, TimeUnit.SECONDS);
  }

  /** How many heads have come, which are forgotten. */
  int heads() {
    return heads.drainTo(new ArrayList<>());
  }

  /** Lengths of the frames of data so far, which are forgotten. */
  List<Integer> data() {
    List<Integer> all = new ArrayList<>();
    data.drainTo(all);
    return all;
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false);
    int last = 0;
    in.skipNBytes(PREFACE);
    write(socket, RawHttp2.SETTINGS, 0, 0, new byte[0]);
    while (true) {
      RawHttp2.Received frame = RawHttp2.Received.read(in);
      boolean ends = (frame.flags() & RawHttp2.END_STREAM) != 0;
      if (frame.type() == RawHttp2.SETTINGS && !ends) {
        write(socket, RawHttp2.SETTINGS, 1, 0, new byte[0]);
      } else if (frame.type() == RawHttp2.DATA) {
        data.add(frame.payload().length);
      } else if (frame.type() == RawHttp2.HEADERS) {
        Http2Headers read = decoded(fields, frame);
        (frame.stream() == last ? trailers : heads).add(read);
        last = frame.stream();
      }
      if (ends && (frame.type() == RawHttp2.HEADERS || frame.type() == RawHttp2.DATA)) {
        List<Frame> instead = first.poll();
        for (Frame part : instead == null ? answer : instead) {
          if (part == Frame.CLOSE) {
            socket.close();
            return;
          }
          int stream = part.type == RawHttp2.GOAWAY ? 0 : frame.stream();
          write(socket, part.type, part.flags, stream, part.payload);
        }
      }
    }
  }

  private static Http2Headers decoded(DefaultHttp2HeadersDecoder fields, RawHttp2.Received frame)
      throws IOException {
    try {
      return fields.decodeHeaders(
          frame.stream(), Unpooled.wrappedBuffer(frame.payload()).skipBytes(frame.prioritised()));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  private static void write(Socket to, int type, int flags, int stream, byte[] payload)
      throws IOException {
    to.getOutputStream().write(RawHttp2.bytes(type, flags, stream, payload));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
