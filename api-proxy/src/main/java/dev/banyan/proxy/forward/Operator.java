package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.count.ProxyCounters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What a request that shows the secret may ask for: to be told why it went where it went, and to go
 * to a given side. Headers of ours never reach a side, whether the secret is right or not.
 */
final class Operator {

  static final CharSequence SECRET = HttpHeaders.createOptimized("X-Banyan-Secret");
  static final String FORCE = "X-Banyan-Force";
  static final CharSequence DECISION = HttpHeaders.createOptimized("X-Banyan-Decision");
  static final Asked NOTHING = new Asked(false, null);

  private final byte[] secret;
  private final ProxyCounters counters;

  /**
   * What was asked for.
   *
   * @param decision whether the answer is to say why
   * @param forced the side to go to, null for the one that routing says
   */
  record Asked(boolean decision, @Nullable Side forced) {}

  /**
   * A check of secrets.
   *
   * @param secret empty if nothing may be asked for
   */
  Operator(String secret, ProxyCounters counters) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
    this.counters = counters;
  }

  Asked of(MultiMap headers) {
    String shown = headers.get(SECRET);
    if (shown == null) {
      return NOTHING;
    }
    boolean right = MessageDigest.isEqual(secret, shown.getBytes(StandardCharsets.UTF_8));
    if (!right || secret.length == 0) {
      counters.wrongSecrets.increment();
      return NOTHING;
    }
    return new Asked(true, side(headers.get(FORCE)));
  }

  private static @Nullable Side side(@Nullable String name) {
    for (Side side : Side.values()) {
      if (side.label().equalsIgnoreCase(name)) {
        return side;
      }
    }
    return null;
  }
}
