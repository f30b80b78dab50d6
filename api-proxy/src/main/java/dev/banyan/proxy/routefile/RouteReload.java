package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.route.UpstreamSpec;
import dev.banyan.proxy.upstream.ForbiddenAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the route files again when their text has changed. All of it is read and checked first;
 * only then do requests get the new routes, all at once. A file with a mistake changes nothing and
 * is reported until it is corrected. Thread-safe.
 */
public final class RouteReload implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

  private static final int STILL_MILLIS = 100;
  private static final int LOOKS = 20;

  private final Source source;
  private final Consumer<RouteTable> use;
  private final Consumer<RouteFileState> changed;
  private final Clock clock;
  private volatile RouteFileState state;
  private String seen;
  private @Nullable ScheduledExecutorService thread;

  /** Where the texts of all files come from, by file name. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads them.
     *
     * @throws IOException if one cannot be read
     */
    Map<String, String> texts() throws IOException;
  }

  /**
   * Watches files that were loaded already.
   *
   * @param loaded their texts
   * @param routes how many routes there are in them
   * @param use takes a checked table; throws {@link IllegalArgumentException} to refuse it
   * @param changed hears of each change that was made
   */
  public RouteReload(
      Source source,
      Map<String, String> loaded,
      int routes,
      Consumer<RouteTable> use,
      Consumer<RouteFileState> changed,
      Clock clock) {
    this.source = source;
    this.use = use;
    this.changed = changed;
    this.clock = clock;
    this.seen = version(loaded);
    this.state = new RouteFileState(clock.instant(), seen, routes, null, null);
  }

  /** Looks at the files every now and then; not at all if the time is zero. */
  public synchronized void watch(Duration every) {
    if (every.isZero() || thread != null) {
      return;
    }
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "banyan-routes");
              named.setDaemon(true);
              return named;
            });
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void look() {
    try {
      Map<String, String> texts = source.texts();
      if (!version(texts).equals(seen)) {
        load(settled(texts));
      }
    } catch (IOException | UncheckedIOException e) {
      failed(unreadable(e));
    } catch (RuntimeException e) {
      failed(String.valueOf(e));
    }
  }

  /** What is said of files that cannot be read, with the remedy where there is one. */
  public static String unreadable(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      return "the route file " + missing.getFile() + " is gone: put it back";
    }
    return e instanceof CharacterCodingException
        ? "a route file is not text in UTF-8 (" + e.getMessage() + "): correct it"
        : "the route files cannot be read: "
            + (e.getClass() == IOException.class ? e.getMessage() : e);
  }

  /** Loads the files now, changed or not. */
  public synchronized RouteFileState reload() {
    try {
      load(settled(source.texts()));
    } catch (IOException | UncheckedIOException e) {
      failed(unreadable(e));
    }
    return state;
  }

  /**
   * Texts that stay as they are for a moment. What is written in place is short at first, and a
   * file that ends behind a line is a right one, of fewer routes.
   */
  private Map<String, String> settled(Map<String, String> read) throws IOException {
    Map<String, String> before = read;
    for (int look = 0; look < LOOKS; look++) {
      pause();
      Map<String, String> now = source.texts();
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
    throw new IOException(
        "they are being written: write to another file, rename it to this one, and load it again");
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(STILL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the proxy stops");
    }
  }

  private void load(Map<String, String> texts) {
    String version = version(texts);
    boolean news = !version.equals(state.version());
    seen = version;
    try {
      RouteTable table = checked(texts);
      use.accept(table);
      state = new RouteFileState(clock.instant(), version, table.routes().size(), null, null);
    } catch (RouteFileException | IllegalArgumentException e) {
      failed(String.valueOf(e.getMessage()));
      return;
    }
    if (news) {
      LOG.info("{} routes, version {}", state.routes(), version);
      changed.accept(state);
    }
  }

  private void failed(String why) {
    RouteFileState before = state;
    if (!why.equals(before.failure())) {
      LOG.warn("the routes are not changed: {}", why);
    }
    Instant since = why.equals(before.failure()) ? before.failedAt() : clock.instant();
    state = new RouteFileState(before.loadedAt(), before.version(), before.routes(), why, since);
  }

  /**
   * Reads and checks texts, the addresses of upstreams included.
   *
   * @throws RouteFileException on the first mistake
   */
  public static RouteTable checked(Map<String, String> texts) {
    Map<String, Reader> readers = new LinkedHashMap<>();
    texts.forEach((name, text) -> readers.put(name, new StringReader(text)));
    RouteTable table = RouteFile.read(readers);
    table.upstreams().values().forEach(RouteReload::refuseForbidden);
    return table;
  }

  private static void refuseForbidden(UpstreamSpec spec) {
    String url =
        spec instanceof UpstreamSpec.Http http
            ? http.url()
            : String.valueOf(((UpstreamSpec.Lambda) spec).endpoint());
    String host = URI.create(url).getHost();
    String problem = host == null ? null : ForbiddenAddress.problem(host);
    if (problem != null) {
      throw new RouteFileException("the upstream '" + spec.name() + "': " + problem);
    }
  }

  /** The present state. */
  public RouteFileState state() {
    return state;
  }

  private static String version(Map<String, String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.values().forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
