package dev.banyan.proxy.forward;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.ReadQuestion;
import dev.banyan.proxy.route.RouteRules;
import dev.banyan.proxy.route.RoutingDecision;
import dev.banyan.proxy.shadow.Answer;
import dev.banyan.proxy.shadow.ShadowCopy;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A read: answered by the side that {@link RoutingDecision} names. If serverless fails and the
 * request can be asked twice, legacy is asked.
 */
final class ReadExchange extends Exchange {

  private final LiveRoute live;
  private RoutingDecision decision;
  private boolean permitted;
  private boolean shadowed;
  private long askedAt;

  ReadExchange(EventLoop loop, HttpServerRequest request, LiveRoute live) {
    super(loop, request, live);
    this.live = live;
    this.decision = decided(decide());
  }

  @Override
  void begin() {
    if (decision.pinned()) {
      live.counters().pinnedReads.increment();
    }
    askedAt = record.startedAt;
    if (!decision.fallback()) {
      attempt(decision.side(), false);
      return;
    }
    permitted = live.breaker().tryAcquirePermission();
    if (permitted) {
      live.shared().retries().earned();
      attempt(Side.SERVERLESS, false);
    } else {
      live.own().window().spared();
      fallBack(); // instead of serverless, not after it: this takes nothing from the budget
    }
  }

  private RoutingDecision decide() {
    Capability capability = live.gate().capability();
    OwnWrites ownWrites = loop.plane.ownWrites;
    boolean quiet = ownWrites.isQuiet(capability.name());
    boolean canary = capability.readStage().kind() == ReadStage.Kind.CANARY;
    String user = quiet && !canary ? null : caller();
    boolean held =
        !quiet
            && isReadElsewhere(capability)
            && ownWrites.mustReadOwner(capability.name(), user, capability.owner());
    boolean shadow = capability.readStage().kind() == ReadStage.Kind.SHADOW;
    boolean pinned = held && !(shadow && capability.owner() == Side.LEGACY);
    RoutingDecision made =
        RoutingDecision.ofRead(
            capability,
            live.rules(),
            new ReadQuestion(user, place(user), pinned, repeatable(), asked.forced()));
    shadowed = made.shadowed() && isToBeShadowed(held);
    return made;
  }

  /** What stands for an anonymous caller in a canary, if the route lets them take part. */
  private @Nullable String place(@Nullable String user) {
    return user == null && live.route().rules().anonymousByAddress()
        ? request.remoteAddress().hostAddress()
        : null;
  }

  private boolean repeatable() {
    RouteRules rules = live.route().rules();
    String key = rules.idempotencyHeader();
    boolean asked = live.route().safe() || (key != null && request.headers().contains(key));
    return asked && !hasBody && rules.fallback();
  }

  private boolean isToBeShadowed(boolean held) {
    if (!live.route().safe() || hasBody) {
      return false;
    }
    if (held) {
      live.routeCounters().ownWrites.increment();
      return false;
    }
    int percent = live.route().rules().shadow().percent();
    return percent == 100 || ThreadLocalRandom.current().nextInt(100) < percent;
  }

  /** Whether the stage has any read asked of the side that does not own. */
  private static boolean isReadElsewhere(Capability capability) {
    return capability.owner() == Side.SERVERLESS
        || capability.readStage().kind() != ReadStage.Kind.LEGACY;
  }

  @Override
  void answered(Attempt attempt, SideAnswer response) {
    boolean failed = response.statusCode() >= 500;
    long took = System.nanoTime() - askedAt;
    judge(attempt.side, failed, took);
    loop.plane.ownWrites.applied(
        live.capability(), attempt.side, response.getHeader(Headers.WATERMARK));
    if (attempt.side == Side.SERVERLESS) {
      tellBreaker(!failed, took);
      if (failed && mayFallBack()) {
        attempt.ignore(response);
        fallBack();
        return;
      }
    }
    relay(attempt, response, shadowed ? copy() : null);
  }

  /** For the canary's analysis: what the side did, not what the client got in the end. */
  private void judge(Side side, boolean failed, long took) {
    if (decision.stage().percent() > 0) {
      live.own().window().record(side, failed, took);
    }
  }

  @Override
  void failed(Attempt attempt, Failure failure) {
    if (!failure.isOfSide()) {
      giveBackPermission();
      if (failure != Failure.CLIENT_GONE) {
        unanswered(attempt.side, failure);
      }
      return;
    }
    long took = System.nanoTime() - askedAt;
    judge(attempt.side, true, took);
    if (attempt.side == Side.SERVERLESS) {
      tellBreaker(false, took);
      if (mayFallBack()) {
        fallBack();
        return;
      }
    }
    unanswered(attempt.side, failure);
  }

  @Override
  void unanswerable(Attempt from) {
    if (from.side == Side.SERVERLESS && mayFallBack()) {
      fallBack();
    } else {
      super.unanswerable(from);
    }
  }

  private boolean mayFallBack() {
    if (!decision.fallback()) {
      return false;
    }
    boolean left = mayRetry();
    if (!left) {
      live.counters().unbudgeted.increment();
    }
    return left;
  }

  private void fallBack() {
    live.counters().fallbacks.increment();
    askedAt = System.nanoTime();
    attempt(Side.LEGACY, false);
  }

  private void tellBreaker(boolean success, long took) {
    if (!permitted) {
      return;
    }
    permitted = false;
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
    if (!loop.plane.shadow.hasRoom() || conditional(request.headers())) {
      live.routeCounters().dropped.increment();
      return null;
    }
    WholeRequest whole = WholeRequests.of(this, Buffer.buffer());
    return new ForShadow(
        new WholeRequest(
            whole.method(),
            whole.uri(),
            whole.headers(),
            whole.body(),
            whole.template(),
            whole.pathParameters(),
            whole.peer(),
            loop.plane.shadow.timeout()));
  }

  /** Validators and ranges mean one side only. */
  private static boolean conditional(MultiMap headers) {
    return headers.contains("If-None-Match")
        || headers.contains("If-Modified-Since")
        || headers.contains("Range");
  }

  private final class ForShadow extends AnswerCopy {

    private final WholeRequest asked;

    ForShadow(WholeRequest asked) {
      super(loop.plane.shadow.maxBody(), loop.memory);
      this.asked = asked;
    }

    @Override
    void whole(Answer answer) {
      loop.plane.shadow.offer(
          new ShadowCopy(
              live.route(),
              live.routeCounters(),
              live.target(Side.LEGACY),
              live.target(Side.SERVERLESS),
              asked,
              answer));
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
