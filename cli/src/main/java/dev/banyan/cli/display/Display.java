package dev.banyan.cli.display;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Tells a person what is happening and why.
 *
 * <p>On a terminal the line of the running step is rewritten in place; elsewhere (a file, CI) a
 * progress line is printed every few seconds. Thread-safe.
 */
public final class Display {

  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean terminal;
  private long stepStart;
  private long lastPlain;
  private boolean openLine;

  public Display(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A part of the run begins. */
  public synchronized void heading(String text) {
    endLine();
    out.println();
    out.println(bold(text));
  }

  /** A step begins: what it does and why. */
  public synchronized void step(String what, String why) {
    endLine();
    out.println("  " + bold("> " + what));
    if (!why.isEmpty()) {
      out.println("    " + why);
    }
    stepStart = System.nanoTime();
    lastPlain = stepStart;
  }

  /** How far the running step has got. */
  public synchronized void progress(String text) {
    long now = System.nanoTime();
    if (terminal) {
      String line = "    " + seconds(now - stepStart) + "  " + text;
      out.print("\r\033[2K" + line.substring(0, Math.min(line.length(), WIDTH)));
      out.flush();
      openLine = true;
    } else if (now - lastPlain >= PLAIN_INTERVAL_NANOS) {
      lastPlain = now;
      out.println("    " + seconds(now - stepStart) + "  " + text);
    }
  }

  /** The running step has ended well, with this result. */
  public synchronized void done(String result) {
    endLine();
    out.println("    " + green("ok") + " " + result + "  " + faint(elapsed()));
  }

  /** Something a person should know. */
  public synchronized void note(String text) {
    endLine();
    out.println("    " + text);
  }

  /** The running step failed. */
  public synchronized void failed(String reason) {
    endLine();
    out.println("    " + red("failed") + " " + reason);
  }

  /** Lines as they stand. */
  public synchronized void print(String text) {
    endLine();
    out.println(text);
  }

  private String elapsed() {
    return seconds(System.nanoTime() - stepStart);
  }

  private static String seconds(long nanos) {
    return "%.1f s".formatted(nanos / 1e9);
  }

  private void endLine() {
    if (openLine) {
      out.print("\r\033[2K");
      openLine = false;
    }
  }

  private String bold(String text) {
    return styled("1", text);
  }

  private String faint(String text) {
    return styled("2", text);
  }

  private String green(String text) {
    return styled("32", text);
  }

  private String red(String text) {
    return styled("31", text);
  }

  private String styled(String code, String text) {
    return terminal ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
