package dev.banyan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** What the process prints, its log included, from when this is made until it is closed. */
public final class Printed implements AutoCloseable {

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();

  public Printed() {
    System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  /** How many lines have this in them. */
  public long lines(String part) {
    awaitLog();
    return text().lines().filter(l -> l.contains(part)).count();
  }

  private String text() {
    return text.toString(StandardCharsets.UTF_8);
  }

  /** What is logged is written by a thread of its own, in its order. */
  private void awaitLog() {
    String last = "behind all that was logged " + System.nanoTime();
    LoggerFactory.getLogger("dev.banyan.Printed").info(last);
    ProxyRig.await(() -> text().contains(last));
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
