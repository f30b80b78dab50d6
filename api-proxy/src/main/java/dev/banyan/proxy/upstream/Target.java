package dev.banyan.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who plays a side for a route, and how it last did. Thread-safe.
 *
 * <p>What {@link #upstream} names is streamed to; what has a {@link #call} is given whole requests.
 */
public final class Target {

  /** Why it fails if it cannot be connected to, whoever found out. */
  public static final String UNREACHABLE = "is not reachable";

  private final String name;
  private final @Nullable Upstream upstream;
  private final @Nullable UpstreamCall call;
  private volatile @Nullable String failure;

  private Target(String name, @Nullable Upstream upstream, @Nullable UpstreamCall call) {
    this.name = name;
    this.upstream = upstream;
    this.call = call;
  }

  /** An HTTP server that requests are streamed to. */
  public static Target of(Upstream upstream) {
    return new Target(upstream.side().label(), upstream, null);
  }

  /** The same under the name that a route file gave it. */
  public static Target of(String name, Upstream upstream) {
    return new Target(name, upstream, null);
  }

  /** An upstream that takes whole requests; {@code upstream} is null if it is no HTTP server. */
  public static Target of(String name, @Nullable Upstream upstream, UpstreamCall call) {
    return new Target(name, upstream, call);
  }

  /** Its name in the route file, or its side. */
  public String name() {
    return name;
  }

  /** Where it is, null if it is no HTTP server. */
  public @Nullable Upstream upstream() {
    return upstream;
  }

  /** How it takes whole requests, null if requests are streamed to it. */
  public @Nullable UpstreamCall call() {
    return call;
  }

  /** It has answered, whatever it said. */
  public void answered() {
    if (failure != null) {
      failure = null;
    }
  }

  /**
   * Whether it could be connected to. That takes back only that it could not: what connects and
   * does not answer is still failing.
   *
   * @return whether this is news
   */
  public boolean connects(boolean connected) {
    String before = failure;
    if (connected && UNREACHABLE.equals(before)) {
      failure = null;
      return true;
    }
    if (!connected && before == null) {
      failure = UNREACHABLE;
      return true;
    }
    return false;
  }

  /** It gave no answer. */
  public void failed(String why) {
    failure = why;
  }

  /** Why it gave no answer the last time it was asked, null if it did or was not asked. */
  public @Nullable String failure() {
    return failure;
  }

  /** Sends a whole request, for callers that have it whole anyway and few at a time. */
  public Future<SideAnswer> send(SideClients clients, WholeRequest request) {
    return send(clients, request, bytes -> true);
  }

  /**
   * The same for any number.
   *
   * @param keeps as {@link UpstreamCall#send} has it
   */
  public Future<SideAnswer> send(SideClients clients, WholeRequest request, LongPredicate keeps) {
    if (call != null) {
      return call.send(clients.http1(), request, keeps);
    }
    Upstream present = upstream;
    if (present == null) {
      throw new IllegalStateException(name + " has neither a URL nor a call");
    }
    long millis = request.timeout().toMillis();
    HttpClientAgent http2 = clients.http2(present);
    return (http2 == null ? clients.http1() : http2)
        .request(
            present
                .request(request.method(), request.uri(), millis)
                .setIdleTimeout(millis)
                .setHeaders(request.headers()))
        .compose(made -> ForbiddenAddress.checked(made).compose(go -> go.send(request.body())))
        .map(StreamedAnswer::new);
  }
}
