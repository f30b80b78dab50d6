package dev.banyan.proxy.forward;

import dev.banyan.proxy.route.Caller;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Who calls, by what a request says; a token that does not parse is counted. */
final class Callers {

  private Callers() {}

  /** The caller as the route's capability knows them, null if anonymous. */
  static @Nullable String of(HttpServerRequest request, LiveRoute live, EventLoop loop) {
    Caller.Known known = live.rules().identity().of(name -> field(request, name), loop.tokens);
    if (known.malformed()) {
      loop.plane.counters.malformedTokens.increment();
    }
    return known.user();
  }

  /** What a field says; of cookies all lines, for that is what servers read. */
  private static @Nullable String field(HttpServerRequest request, CharSequence name) {
    return AsciiString.contentEqualsIgnoreCase(name, HttpHeaders.COOKIE)
        ? String.join("; ", request.headers().getAll(name))
        : request.getHeader(name);
  }
}
