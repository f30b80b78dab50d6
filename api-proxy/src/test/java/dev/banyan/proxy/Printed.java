package dev.banyan.proxy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the process prints, its log included, from when this is made until it is closed. */
public final class Printed implements AutoCloseable {

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();

  public Printed() {
    System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  /** How many lines have this in them. */
  public long lines(String part) {
    return text.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(part)).count();
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}
