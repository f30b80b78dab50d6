package dev.banyan.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy to this machine whose connections can be cut, also in the middle of a reply. */
final class CuttableProxy implements AutoCloseable {

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;
  private volatile byte[] cutAt = new byte[0];
  private volatile int cutInside;

  CuttableProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Breaks all connections and refuses new ones. */
  void cut() {
    cut = true;
    open.forEach(CuttableProxy::closeQuietly);
    open.clear();
  }

  /** Passes half of the next reply that holds these bytes, then breaks all connections. */
  void cutInsideOf(String text) {
    cutAt = text.getBytes(StandardCharsets.UTF_8);
  }

  /** How many replies were cut in their middle. */
  int cutInside() {
    return cutInside;
  }

  void mend() {
    cut = false;
    cutAt = new byte[0];
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        if (cut) {
          near.close();
        } else {
          connect(near);
        }
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void connect(Socket near) throws IOException {
    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    open.add(near);
    open.add(far);
    daemon(() -> pump(near, far, false));
    daemon(() -> pump(far, near, true));
  }

  private void pump(Socket from, Socket to, boolean replies) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (replies && cutAt.length > 0 && holds(buffer, n, cutAt)) {
          out.write(buffer, 0, n / 2);
          out.flush();
          cutInside++;
          cut();
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // cut
    }
  }

  private static boolean holds(byte[] buffer, int length, byte[] wanted) {
    for (int at = 0; at + wanted.length <= length; at++) {
      if (Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cuttable-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
