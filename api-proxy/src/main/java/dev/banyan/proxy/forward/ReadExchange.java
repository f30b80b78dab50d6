package dev.banyan.proxy.forward;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Caller;
import dev.banyan.proxy.route.RoutingDecision;
import dev.banyan.proxy.shadow.ShadowCopy;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A read: answered by the side that {@link RoutingDecision} names. If serverless fails and the
 * request can be asked twice, legacy is asked.
 */
final class ReadExchange extends Exchange {

  private final LiveRoute live;
  private RoutingDecision decision = RoutingDecision.LEGACY;
  private boolean permitted;
  private long startedAt;

  ReadExchange(EventLoop loop, HttpServerRequest request, LiveRoute live) {
    super(loop, request, live);
    this.live = live;
  }

  @Override
  void begin() {
    decision = decide();
    if (decision.pinned()) {
      live.counters().pinnedReads.increment();
    }
    if (!decision.fallback()) {
      attempt(decision.side(), false);
      return;
    }
    permitted = live.breaker().tryAcquirePermission();
    startedAt = System.nanoTime();
    if (permitted) {
      attempt(Side.SERVERLESS, false);
    } else {
      fallBack();
    }
  }

  private RoutingDecision decide() {
    Capability capability = live.gate().capability();
    OwnWrites ownWrites = loop.plane.ownWrites;
    boolean quiet = ownWrites.isQuiet(capability.name());
    boolean canary = capability.readStage().kind() == ReadStage.Kind.CANARY;
    String user = quiet && !canary ? null : Caller.user(request.getHeader("Authorization"));
    boolean pinned =
        !quiet
            && canReadOther(capability)
            && ownWrites.mustReadOwner(capability.name(), user, capability.owner());
    return RoutingDecision.ofRead(capability, user, pinned, live.route().safe() && !hasBody);
  }

  /** Whether the stage sends any read to the side that does not own. */
  private static boolean canReadOther(Capability capability) {
    return capability.owner() == Side.SERVERLESS || capability.readStage().percent() > 0;
  }

  @Override
  void answered(Attempt attempt, HttpClientResponse response) {
    if (attempt.side == Side.SERVERLESS) {
      loop.plane.ownWrites.watermark(live.capability(), response.getHeader(Headers.WATERMARK));
      boolean unavailable = unavailable(response.statusCode());
      tellBreaker(!unavailable);
      if (unavailable && decision.fallback()) {
        fallBack(); // what serverless says is read to its end and ignored
        return;
      }
    }
    relay(attempt, response, decision.shadowed() ? copy() : null);
  }

  private static boolean unavailable(int status) {
    return status == 502 || status == 503 || status == 504;
  }

  @Override
  void failed(Attempt attempt, Failure failure) {
    if (failure == Failure.CLIENT_GONE) {
      giveBackPermission();
      return;
    }
    if (attempt.side == Side.SERVERLESS && decision.fallback()) {
      tellBreaker(false);
      fallBack();
    } else {
      unanswered(attempt.side, failure);
    }
  }

  private void fallBack() {
    live.counters().fallbacks.increment();
    attempt(Side.LEGACY, false);
  }

  private void tellBreaker(boolean success) {
    if (!permitted) {
      return;
    }
    permitted = false;
    long took = System.nanoTime() - startedAt;
    if (success) {
      live.breaker().onSuccess(took, TimeUnit.NANOSECONDS);
    } else {
      live.breaker().onError(took, TimeUnit.NANOSECONDS, NoAnswer.INSTANCE);
    }
  }

  private void giveBackPermission() {
    if (permitted) {
      permitted = false;
      live.breaker().releasePermission();
    }
  }

  private @Nullable AnswerCopy copy() {
    if (conditional(request.headers())) {
      live.routeCounters().dropped.increment();
      return null;
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    Headers.toSide(request, headers, loop.plane.edge);
    headers.remove("Accept-Encoding");
    return new ForShadow(headers);
  }

  /** Validators and ranges mean one side only. */
  private static boolean conditional(MultiMap headers) {
    return headers.contains("If-None-Match")
        || headers.contains("If-Modified-Since")
        || headers.contains("Range");
  }

  private final class ForShadow extends AnswerCopy {

    private final MultiMap headers;

    ForShadow(MultiMap headers) {
      super(loop.plane.shadow.maxBody());
      this.headers = headers;
    }

    @Override
    void whole(int status, Buffer body) {
      loop.plane.shadow.offer(
          new ShadowCopy(
              live.route(), live.routeCounters(), request.method(), uri(), headers, status, body));
    }

    @Override
    void skipped() {
      live.routeCounters().dropped.increment();
    }
  }

  /** What the breaker is told; it wants a throwable, nobody looks at it. */
  private static final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;
    static final NoAnswer INSTANCE = new NoAnswer();

    private NoAnswer() {
      super("no answer", null, false, false);
    }
  }
}
