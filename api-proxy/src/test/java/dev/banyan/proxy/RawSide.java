package dev.banyan.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A side that answers every request with the same bytes, right or wrong, and then waits. */
final class RawSide implements AutoCloseable {

  private static final int APART_MILLIS = 200;

  private final SocketServer server;
  private final Predicate<String> whole;
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private volatile byte[] answer = {};
  private volatile byte[] later = {};
  private volatile boolean closing;
  private volatile boolean resetting;

  RawSide() throws IOException {
    this(text -> text.endsWith("\r\n\r\n"));
  }

  /**
   * One that answers requests with bodies.
   *
   * @param whole whether what was read is a whole request
   */
  RawSide(Predicate<String> whole) throws IOException {
    this.whole = whole;
    this.server = new SocketServer("raw-side", (socket, number) -> serve(socket));
  }

  void answer(String text) {
    closing = false;
    resetting = false;
    later = new byte[0];
    answer = text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Answers in two pieces that come in two reads. */
  void answerInTwo(String begin, String rest) {
    answer(begin);
    later = rest.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Answers and hangs up. */
  void answerAndClose(String text) {
    answer(text);
    closing = true;
  }

  /** Answers and breaks the connection. */
  void answerAndReset(String text) {
    answerAndClose(text);
    resetting = true;
  }

  /** The next whole request as it was read; waits for it. */
  String heard() throws InterruptedException {
    String next = heard.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new IllegalStateException("no request came");
    }
    return next;
  }

  /** Whether no whole request has come that nobody has asked for. */
  boolean isSilent() {
    return heard.isEmpty();
  }

  void forget() {
    heard.clear();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  private void writeLater(Socket socket) throws IOException {
    if (later.length > 0) {
      try {
        Thread.sleep(APART_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      socket.getOutputStream().write(later);
    }
  }

  private void serve(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      text.append((char) b);
      if (whole.test(text.toString())) {
        heard.add(text.toString());
        socket.getOutputStream().write(answer);
        writeLater(socket);
        if (closing) {
          socket.setSoLinger(resetting, 0);
          return;
        }
        text.setLength(0);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
