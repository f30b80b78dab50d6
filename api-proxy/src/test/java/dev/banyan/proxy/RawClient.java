package dev.banyan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A client that sends bytes as they are. */
final class RawClient {

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

  static final int PATIENCE_MILLIS = 10_000;
  private static final int MOMENT_MILLIS = 50;
  private static final int FIRST_MILLIS = 1_000;

  private RawClient() {}

  /** What came back, and whether the proxy closed the connection. */
  record Back(String text, boolean closed) {

    List<Integer> statuses() {
      return STATUS
          .matcher(text)
          .results()
          .map((MatchResult match) -> Integer.valueOf(match.group(1)))
          .toList();
    }
  }

  /** Sends, and reads until the proxy closes or says nothing for a while. */
  static Back send(int port, byte[] bytes, int silenceMillis) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(silenceMillis);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(bytes);
      return read(socket);
    }
  }

  /** Sends, and reads until nothing has come for a while behind the first answer. */
  static Back untilSilence(int port, byte[] bytes, int silenceMillis) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(FIRST_MILLIS);
      socket.getOutputStream().write(bytes);
      int first = socket.getInputStream().read();
      socket.setSoTimeout(silenceMillis);
      Back rest = read(socket);
      return new Back((first < 0 ? "" : "" + (char) first) + rest.text, rest.closed);
    } catch (SocketTimeoutException e) {
      return new Back("", false); // it was not the whole of a request
    } catch (SocketException e) {
      return new Back("", true);
    }
  }

  /**
   * Sends, and reads until the answer's body is there; what comes within a moment after is read
   * too.
   */
  static Back answer(int port, byte[] bytes, String body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      return until(socket, body);
    }
  }

  static Back until(Socket socket, String body) throws IOException {
    Back through = through(socket, body);
    if (through.closed) {
      return through;
    }
    socket.setSoTimeout(MOMENT_MILLIS);
    Back rest = read(socket);
    return new Back(through.text + rest.text, rest.closed);
  }

  /** Reads until the body's end, and no further. */
  static Back through(Socket socket, String body) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(body) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        return new Back(text.toString(), true);
      }
      text.append((char) b);
    }
    return new Back(text.toString(), false);
  }

  static Back read(Socket socket) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    InputStream in = socket.getInputStream();
    try {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        text.write(part, 0, length);
      }
      return new Back(text.toString(StandardCharsets.ISO_8859_1), true);
    } catch (SocketTimeoutException e) {
      return new Back(text.toString(StandardCharsets.ISO_8859_1), false);
    } catch (SocketException e) {
      return new Back(text.toString(StandardCharsets.ISO_8859_1), true);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
