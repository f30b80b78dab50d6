package dev.banyan.proxy.route;

import org.jspecify.annotations.Nullable;

/**
 * Whom tokens name, so that one which comes again is not parsed again. A table of fixed size in
 * which a newcomer takes the place of who had it. Kept are the claims, compared whole, and no
 * signature: what is kept cannot be used as a token. Used on one event loop only.
 */
public final class KnownTokens {

  private static final int SLOTS = 1 << 10;

  /** In characters; longer ones are parsed each time, so that the table has a bound in bytes. */
  private static final int LONGEST = 1_024;

  /** Characters of the claims that find the slot; all of them are compared. */
  private static final int SAMPLES = 32;

  private static final String SCHEME = "Bearer ";

  private final @Nullable Entry[] entries = new Entry[SLOTS];

  private record Entry(String claims, Caller.Known caller) {}

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
    int slot = slot(authorization, from, to);
    Entry present = entries[slot];
    if (present != null
        && present.claims.length() == to - from
        && authorization.startsWith(present.claims, from)) {
      return present.caller;
    }
    Caller.Known caller = Caller.known(authorization);
    entries[slot] = new Entry(authorization.substring(from, to), caller);
    return caller;
  }

  private static int slot(String text, int from, int to) {
    int hash = to - from;
    int step = Math.max(1, (to - from) / SAMPLES);
    for (int i = to - 1; i >= from; i -= step) {
      hash = 31 * hash + text.charAt(i);
    }
    return (hash ^ hash >>> 15) & (SLOTS - 1);
  }
}
