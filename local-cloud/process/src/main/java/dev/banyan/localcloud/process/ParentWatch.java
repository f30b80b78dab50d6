package dev.banyan.localcloud.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs another class' {@code main} and ends this JVM when its standard input ends.
 *
 * <p>The parent holds the write end of that pipe. The operating system closes it when the parent
 * ends in any way, {@code kill -9} included, so a watched JVM cannot be left behind; shutdown hooks
 * of the parent could not promise that. The watched program must not read standard input itself,
 * and must not be started with an empty one (such as {@code /dev/null}), or it ends at once.
 */
public final class ParentWatch {

  /** System property: milliseconds that shutdown hooks get before the JVM is halted. */
  public static final String GRACE_PROPERTY = "banyan.parentwatch.grace.millis";

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  private ParentWatch() {}

  /**
   * @param args the main class to run, then its arguments
   * @throws Throwable what the main class threw, unwrapped
   */
  public static void main(String[] args) throws Throwable {
    if (args.length == 0) {
      System.err.println("usage: ParentWatch MAIN_CLASS [ARGUMENT...]");
      System.exit(64);
    }
    InputStream parent = System.in;
    daemon("parent-watch", () -> endWith(parent));
    run(args[0], Arrays.copyOfRange(args, 1, args.length));
  }

  private static void run(String mainClass, String[] args) throws Throwable {
    Method main = mainMethod(mainClass);
    try {
      main.invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Method mainMethod(String mainClass) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Method main = Class.forName(mainClass, true, loader).getMethod("main", String[].class);
      main.setAccessible(true);
      return main;
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "no class " + mainClass + " with a public main(String[]) on the class path", e);
    }
  }

  private static void endWith(InputStream parent) {
    awaitEnd(parent);
    long grace = Long.getLong(GRACE_PROPERTY, DEFAULT_GRACE.toMillis());
    daemon("parent-watch-halt", () -> haltAfter(grace));
    System.exit(0);
  }

  private static void awaitEnd(InputStream parent) {
    byte[] ignored = new byte[256];
    try {
      while (parent.read(ignored) >= 0) {
        // Only the end matters.
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
  }

  private static void haltAfter(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
