package dev.banyan.proxy.route;

import org.jspecify.annotations.Nullable;

/**
 * Whom tokens name, so that one which comes again is not parsed again. A table of fixed size, with
 * two places for those that share one; a newcomer takes the place of who has been there for longer.
 * Kept are the claims, compared whole, and no signature: what is kept cannot be used as a token.
 * Used on one event loop only.
 */
public final class KnownTokens {

  private static final int PAIRS = 1 << 10;

  /** In characters; longer ones are parsed each time, so that the table has a bound in bytes. */
  private static final int LONGEST = 1_024;

  /** Characters of the claims that find the pair; all of them are compared. */
  private static final int SAMPLES = 32;

  private static final String SCHEME = "Bearer ";

  private final @Nullable Entry[] entries = new Entry[2 * PAIRS];

  private record Entry(String claims, Caller.Known caller) {

    boolean is(String text, int from, int to) {
      return claims.length() == to - from && text.startsWith(claims, from);
    }
  }

  /** As {@link Caller} knows the caller. */
  Caller.Known of(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      return Caller.known(authorization);
    }
    int from = authorization.indexOf('.', SCHEME.length()) + 1;
    int to = from == 0 ? -1 : authorization.indexOf('.', from);
    if (to <= from || to - from > LONGEST) {
      return Caller.known(authorization);
    }
    int newer = 2 * pair(authorization, from, to);
    for (int place = newer; place <= newer + 1; place++) {
      Entry present = entries[place];
      if (present != null && present.is(authorization, from, to)) {
        return present.caller;
      }
    }
    Caller.Known caller = Caller.known(authorization);
    entries[newer + 1] = entries[newer];
    entries[newer] = new Entry(authorization.substring(from, to), caller);
    return caller;
  }

  private static int pair(String text, int from, int to) {
    int hash = to - from;
    int step = Math.max(1, (to - from) / SAMPLES);
    for (int i = to - 1; i >= from; i -= step) {
      hash = 31 * hash + text.charAt(i);
    }
    return (hash ^ hash >>> 15) & (PAIRS - 1);
  }
}
