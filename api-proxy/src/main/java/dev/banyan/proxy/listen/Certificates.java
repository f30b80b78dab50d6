package dev.banyan.proxy.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a listener the certificate that is in the files, when they have changed. Connections that
 * are open keep theirs. Files that do not belong together, as while they are being replaced, change
 * nothing, are reported once, and are looked at again.
 */
public final class Certificates {

  /** Of a chain, or a key, in bytes. */
  private static final int LONGEST = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final Vertx vertx;
  private final EdgeConfig edge;
  private final HttpServer server;
  private byte[] seen;
  private byte @Nullable [] refused;
  private @Nullable String unreadable;
  private volatile boolean closed;
  private volatile Future<Boolean> running = Future.succeededFuture(false);
  private final long timer;

  /** Begins to watch the files of a listener that has read them just now. */
  public Certificates(Vertx vertx, EdgeConfig edge, HttpServer server) {
    this.vertx = vertx;
    this.edge = edge;
    this.server = server;
    this.seen = content();
    this.timer = vertx.setPeriodic(Math.max(50, edge.reload().toMillis()), id -> look());
  }

  /** The options with which the files are read. */
  public static ServerSSLOptions options(EdgeConfig edge) {
    return new ServerSSLOptions()
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(edge.certificate()).setKeyPath(edge.key()));
  }

  /**
   * Looks at the files now, unless that is under way. Used on the event loop of the listener.
   *
   * @return whether there is a new certificate; fails if what is there cannot be used
   */
  public Future<Boolean> look() {
    if (running.isComplete()) {
      running = vertx.executeBlocking(this::content).compose(this::compare);
    }
    return running;
  }

  private Future<Boolean> compare(byte[] now) {
    if (closed || now.length == 0 || Arrays.equals(now, seen)) {
      return Future.succeededFuture(false);
    }
    return vertx
        .executeBlocking(() -> fitting(CertificatePair.problem(vertx, edge)))
        .compose(fits -> server.updateSSLOptions(options(edge), true))
        .onSuccess(done -> changed(now))
        .onFailure(cause -> unusable(now, cause));
  }

  private static boolean fitting(@Nullable String problem) {
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return true;
  }

  private void changed(byte[] now) {
    seen = now;
    refused = null;
    LOG.info("new connections get the certificate that is now in {}", edge.certificate());
  }

  private void unusable(byte[] now, Throwable cause) {
    if (Arrays.equals(now, refused)) {
      return;
    }
    refused = now;
    LOG.warn("the certificate cannot be used, the former one stays: {}", cause.getMessage());
  }

  /** Both files behind one another; empty if one cannot be read. */
  private byte[] content() {
    try {
      byte[] one = SmallFile.read(Path.of(edge.certificate()), LONGEST);
      byte[] other = SmallFile.read(Path.of(edge.key()), LONGEST);
      byte[] both = Arrays.copyOf(one, one.length + other.length);
      System.arraycopy(other, 0, both, one.length, other.length);
      unreadable = null;
      return both;
    } catch (IOException e) {
      if (!e.toString().equals(unreadable)) {
        unreadable = e.toString();
        LOG.warn("the certificate cannot be read ({}): the former one stays", unreadable);
      }
      return new byte[0];
    }
  }

  /** Looks no more; the future ends with a look that is under way. */
  public Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return running.otherwiseEmpty().mapEmpty();
  }
}
