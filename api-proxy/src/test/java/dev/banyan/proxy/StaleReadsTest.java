package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.ownwrites.OwnWritesConfig;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Users write and read their own number through the proxy; the side that does not own gets each
 * write only after a lag, and says how far it has got.
 */
class StaleReadsTest {

  private static final Duration LAG = Duration.ofMillis(150);

  /** A side that owns, and one that lags behind it. */
  private static final class Replicated {
    private final Map<String, Integer> owner = new ConcurrentHashMap<>();
    private final Map<String, Integer> other = new ConcurrentHashMap<>();
    private final Deque<Change> onTheWay = new ArrayDeque<>();
    private int written;
    private String applied = position(0);

    private record Change(long dueAt, String user, int value, String position) {}

    static String position(int n) {
      return "1700000000.%010d.00000".formatted(n);
    }

    synchronized String write(String user, int value) {
      owner.put(user, value);
      String position = position(++written);
      onTheWay.add(new Change(System.nanoTime() + LAG.toNanos(), user, value, position));
      return position;
    }

    synchronized String applied() {
      while (!onTheWay.isEmpty() && onTheWay.peek().dueAt <= System.nanoTime()) {
        Change change = onTheWay.remove();
        other.put(change.user, change.value);
        applied = change.position;
      }
      return applied;
    }
  }

  private static String user(HttpServerRequest request) {
    return request.path().split("/")[2];
  }

  private static void play(ProxyRig rig, Replicated data, Side owner) {
    TestSide owning = owner == Side.LEGACY ? rig.legacy : rig.serverless;
    TestSide other = owner == Side.LEGACY ? rig.serverless : rig.legacy;
    String field = owner == Side.LEGACY ? "watermark" : "reverse";
    owning.answer =
        request -> {
          if (request.path().startsWith("/banyan/")) {
            request.response().end("{\"" + field + "\":\"" + data.applied() + "\"}");
          } else if (request.method().name().equals("PUT")) {
            int value = Integer.parseInt(request.path().split("/")[4]);
            request
                .response()
                .putHeader("X-Banyan-Position", data.write(user(request), value))
                .end();
          } else {
            request.response().end(String.valueOf(data.owner.get(user(request))));
          }
        };
    other.answer =
        request -> {
          String applied = data.applied();
          if (request.path().startsWith("/banyan/")) {
            request.response().end("{\"" + field + "\":\"" + applied + "\"}");
          } else {
            request.response().end(String.valueOf(data.other.get(user(request))));
          }
        };
  }

  /**
   * Returns own reads that did not show the user's latest write, and own reads at the other side.
   */
  private static int[] run(ProxyRig rig, Side owner, int steps, long seed) {
    Random random = new Random(seed);
    Map<String, Integer> latest = new ConcurrentHashMap<>();
    int stale = 0;
    int elsewhere = 0;
    for (int i = 0; i < steps || (elsewhere == 0 && i < 50 * steps); i++) { // machines are fast

      String user = "u" + random.nextInt(30);
      if (random.nextInt(4) == 0) {
        rig.send(rig.put("/users/" + user + "/following/" + i, user));
        latest.put(user, i);
      }
      var answer = rig.send(rig.get("/users/" + user + "/following", user));
      Integer own = latest.get(user);
      stale += own == null || answer.body().equals(String.valueOf(own)) ? 0 : 1;
      String side = answer.headers().firstValue("X-Banyan-Side").orElse("");
      elsewhere += own != null && !side.equals(owner.label()) ? 1 : 0;
    }
    return new int[] {stale, elsewhere};
  }

  private static ProxyRig rig(boolean enabled) {
    return new ProxyRig(
        p ->
            ProxyRig.with(
                p,
                new OwnWritesConfig(
                    enabled,
                    1_000,
                    Duration.ofSeconds(2),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(20))));
  }

  private static int[] measured(boolean enabled, Side owner, int steps, long seed) {
    try (ProxyRig rig = rig(enabled)) {
      play(rig, new Replicated(), owner);
      rig.change(
          "relationships",
          c ->
              owner == Side.LEGACY
                  ? c.withReadStage(ReadStage.canary(90))
                  : c.ownedByServerless(ProxyRig.POSITION_1));
      return run(rig, owner, steps, seed);
    }
  }

  @Test
  void ownReads_areNeverStale_whicheverSideOwns() {
    for (Side owner : Side.values()) {
      int[] with = measured(true, owner, 600, 7);
      assertThat(with[0]).as("stale own reads, %s owns", owner).isZero();
      assertThat(with[1]).as("own reads at the other side, %s owns", owner).isPositive();
    }
  }

  @Test
  void switchedOff_ownReadsAreStale() {
    assertThat(measured(false, Side.LEGACY, 300, 7)[0]).isPositive();
  }

  @Test
  @Tag("soak")
  void measure() {
    for (Side owner : Side.values()) {
      for (boolean enabled : new boolean[] {true, false}) {
        int[] seen = measured(enabled, owner, 20_000, 11);
        System.out.printf(
            "own writes remembered: %s, owner %s: %d stale own reads, %d own reads at the other side, of 20000%n",
            enabled, owner, seen[0], seen[1]);
        assertThat(seen[0] == 0).isEqualTo(enabled);
      }
    }
  }
}
