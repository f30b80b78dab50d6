package dev.banyan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What stands for a pipe that nobody reads, until somebody does. */
public final class Stuck extends OutputStream {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch read = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /** Whether somebody has come to write: until {@link #read}, that thread is stuck. */
  public boolean reached() {
    return reached.getCount() == 0;
  }

  /** From now on all is read. */
  public void read() {
    read.countDown();
  }

  /** What has been read. */
  public synchronized String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    reached.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        read.await(); // as a pipe, whatever else happens
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      written.write(bytes, from, length);
    }
  }
}
