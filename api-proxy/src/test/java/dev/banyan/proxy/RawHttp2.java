package dev.banyan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that writes frames of HTTP/2 (RFC 9113, 4.1) as it is told to, right or wrong. */
final class RawHttp2 implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RESET = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int INTERNAL_ERROR = 2;
  private static final int PRIORITISED = 0x20;

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int STATUS_200 = 0x88;

  /** What became of a stream, or of the connection. */
  enum End {
    OK,
    OTHER_STATUS,
    RESET,
    GOAWAY,
    CLOSED,
    SILENCE
  }

  private final Socket socket;

  RawHttp2(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  /** Over TLS, with whatever certificate. */
  static RawHttp2 overTls(int port) throws IOException {
    SSLSocket socket = TrustAll.socket(port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new RawHttp2(socket);
  }

  private RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    socket.getOutputStream().write(bytes(type, flags, stream, payload));
  }

  static byte[] bytes(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  void raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The fields of a request to host h, and more of them. */
  static byte[] request(String method, String path, String[]... more) {
    List<String[]> all = new ArrayList<>();
    all.add(new String[] {":method", method});
    all.add(new String[] {":scheme", "http"});
    all.add(new String[] {":path", path});
    all.add(new String[] {":authority", "h"});
    all.addAll(List.of(more));
    return fields(all);
  }

  /** Literal fields that are not indexed (RFC 7541, 6.2.2), without Huffman's code. */
  static byte[] fields(List<String[]> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String[] field : fields) {
      block.write(0);
      text(block, field[0]);
      text(block, field[1]);
    }
    return block.toByteArray();
  }

  static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      for (; rest >= 128; rest >>= 7) {
        block.write(rest & 127 | 128);
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  /** A frame as it was read (RFC 9113, 4.1). */
  record Received(int type, int flags, int stream, byte[] payload) {

    static Received read(DataInputStream in) throws IOException {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      return new Received(type, flags, in.readInt(), in.readNBytes(length));
    }

    /** Bytes of priority in front of a head's fields (RFC 9113, 6.2). */
    int prioritised() {
      return (flags & PRIORITISED) == 0 ? 0 : 5;
    }

    boolean is(int type, int stream) {
      return this.type == type && this.stream == stream;
    }
  }

  private DataInputStream reading() throws IOException {
    socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
    return new DataInputStream(socket.getInputStream());
  }

  /** Reads until something has become of the stream, or of all of them. */
  End end(int stream) throws IOException {
    DataInputStream in = reading();
    try {
      while (true) {
        Received frame = Received.read(in);
        if (frame.type == GOAWAY) {
          return End.GOAWAY;
        }
        if (frame.is(RESET, stream)) {
          return End.RESET;
        }
        if (frame.is(HEADERS, stream)) {
          int status = status(frame.payload, frame.prioritised());
          return status == STATUS_200 ? End.OK : End.OTHER_STATUS;
        }
      }
    } catch (SocketTimeoutException e) {
      return End.SILENCE;
    } catch (EOFException | SocketException e) {
      return End.CLOSED;
    }
  }

  /** What became of so many streams, in the order of their answers' heads. */
  List<End> statuses(int streams) throws IOException {
    DataInputStream in = reading();
    List<End> ends = new ArrayList<>();
    while (ends.size() < streams) {
      Received frame = Received.read(in);
      if (frame.type == HEADERS) {
        boolean ok = status(frame.payload, frame.prioritised()) == STATUS_200;
        ends.add(ok ? End.OK : End.OTHER_STATUS);
      } else if (frame.type == RESET) {
        ends.add(End.RESET);
      }
    }
    return ends;
  }

  /** Reads until a stream is reset; the error code, or -1 if it ended in another way. */
  int resetCode(int stream) throws IOException {
    DataInputStream in = reading();
    try {
      while (true) {
        Received frame = Received.read(in);
        if (frame.is(RESET, stream)) {
          return ByteBuffer.wrap(frame.payload).getInt();
        }
        if (frame.is(DATA, stream) && (frame.flags & END_STREAM) != 0) {
          return -1;
        }
      }
    } catch (SocketTimeoutException | EOFException | SocketException e) {
      return -1;
    }
  }

  /** Reads until a stream has ended; how many bytes of body it had. */
  int bodyBytes(int stream) throws IOException {
    DataInputStream in = reading();
    for (int bytes = 0; ; ) {
      Received frame = Received.read(in);
      if (frame.is(DATA, stream)) {
        bytes += frame.payload.length;
      }
      if ((frame.is(DATA, stream) || frame.is(HEADERS, stream))
          && (frame.flags & END_STREAM) != 0) {
        return bytes;
      }
    }
  }

  /**
   * Reads until so much more may be sent on the connection (RFC 9113, 6.9); false if not in time.
   */
  boolean isGranted(int bytes) throws IOException {
    DataInputStream in = reading();
    try {
      for (int granted = 0; granted < bytes; ) {
        Received frame = Received.read(in);
        granted += frame.is(WINDOW_UPDATE, 0) ? ByteBuffer.wrap(frame.payload).getInt() : 0;
      }
      return true;
    } catch (SocketTimeoutException | EOFException | SocketException e) {
      return false;
    }
  }

  /** The last change of the table's size before a stream's answer (RFC 7541, 6.3); -1 if none. */
  long tableSize(int stream) throws IOException {
    DataInputStream in = reading();
    Received frame = Received.read(in);
    while (!frame.is(HEADERS, stream)) {
      frame = Received.read(in);
    }
    long size = -1;
    for (int at = frame.prioritised(); (frame.payload[at] & 0xe0) == 0x20; at++) {
      size = frame.payload[at] & 0x1f;
      if (size == 0x1f) {
        int shift = 0;
        do {
          size += (long) (frame.payload[++at] & 0x7f) << shift;
          shift += 7;
        } while ((frame.payload[at] & 0x80) != 0);
      }
    }
    return size;
  }

  /** The first field of a head, behind changes of the table's size (RFC 7541, 6.3). */
  private static int status(byte[] block, int from) {
    int at = from;
    while ((block[at] & 0xe0) == 0x20) {
      boolean more = (block[at++] & 0x1f) == 0x1f;
      while (more) {
        more = (block[at++] & 0x80) != 0;
      }
    }
    return block[at] & 0xff;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
