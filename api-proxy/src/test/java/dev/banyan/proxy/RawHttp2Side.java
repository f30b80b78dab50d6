package dev.banyan.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** A side that answers every request with the same frames of HTTP/2, right or wrong. */
final class RawHttp2Side implements AutoCloseable {

  private static final int PREFACE = 24;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private volatile List<Frame> answer = List.of();

  record Frame(int type, int flags, byte[] payload) {

    static Frame head(int flags, String... fields) {
      List<String[]> pairs = List.of(fields).stream().map(field -> field.split("=", 2)).toList();
      return new Frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | flags, RawHttp2.fields(pairs));
    }

    static Frame data(String text) {
      return new Frame(RawHttp2.DATA, 0, RawClient.bytes(text));
    }
  }

  RawHttp2Side() throws IOException {
    Thread thread = new Thread(this::accept, "raw-http2-side");
    thread.setDaemon(true);
    thread.start();
  }

  void answer(Frame... frames) {
    answer = List.of(frames);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "raw-http2-side-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // it has been closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.skipNBytes(PREFACE);
      write(socket, RawHttp2.SETTINGS, 0, 0, new byte[0]);
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.skipNBytes(length);
        if (type == RawHttp2.SETTINGS && (flags & 1) == 0) {
          write(socket, RawHttp2.SETTINGS, 1, 0, new byte[0]);
        } else if (type == RawHttp2.HEADERS) {
          for (Frame frame : answer) {
            write(socket, frame.type, frame.flags, stream, frame.payload);
          }
        }
      }
    } catch (IOException e) {
      // the proxy has hung up
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
