package dev.banyan.proxy.forward;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.hold.HeldWrite;
import dev.banyan.proxy.ownwrites.Positions;
import dev.banyan.proxy.route.RoutingDecision;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.wire.ReadStop;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.VertxConnection;
import org.jspecify.annotations.Nullable;

/**
 * A write: passes its capability's gate, goes to the owner, and is remembered for its user before
 * the user has the answer.
 */
final class WriteExchange extends Exchange implements HeldWrite {

  /** What is read at once, of which the head is a part; unread bytes are in the socket. */
  private static final long READ = 64 * 1024;

  private final LiveRoute live;
  private @Nullable String user;
  private boolean waiting;
  private @Nullable Channel unread;

  WriteExchange(EventLoop loop, HttpServerRequest request, LiveRoute live) {
    super(loop, request, live);
    this.live = live;
  }

  @Override
  void begin() {
    user = caller();
    switch (live.gate().admit(this)) {
      case TO_LEGACY -> send(Side.LEGACY);
      case TO_SERVERLESS -> send(Side.SERVERLESS);
      case HELD -> hold(hasBody && request.version() != HttpVersion.HTTP_2);
      case HELD_UNREAD -> hold(true);
      case REFUSED -> refused();
    }
  }

  /**
   * Waits.
   *
   * @param stopsReading whether the connection is not read meanwhile. Bodies in HTTP/2 need not: a
   *     connection's window bounds them all, and other requests come on it
   */
  private void hold(boolean stopsReading) {
    waiting = true;
    if (stopsReading && request.connection() instanceof VertxConnection connection) {
      unread = connection.channel();
      ReadStop.begin(unread);
    }
  }

  private void goOn() {
    waiting = false;
    if (unread != null) {
      ReadStop.end(unread);
      unread = null;
    }
  }

  @Override
  public void proceed(Side owner) {
    loop.context.runOnContext(go -> released(owner));
  }

  @Override
  public long memory() {
    if (!hasBody) {
      return 0;
    }
    String length = request.getHeader("Content-Length"); // checked when it came in
    return length == null ? READ : Math.min(READ, Long.parseLong(length));
  }

  @Override
  public void refuse() {
    loop.context.runOnContext(go -> refused());
  }

  private void released(Side owner) {
    goOn();
    if (isGone()) {
      live.gate().finished(owner);
    } else {
      send(owner);
    }
  }

  private void refused() {
    goOn();
    error(live.gate().capability().owner(), 503, "writes are held for a moment: please try again");
  }

  private void send(Side owner) {
    decided(RoutingDecision.ofWrite(live.gate().capability(), owner));
    if (user != null) {
      loop.plane.ownWrites.begin(live.capability(), user);
    }
    attempt(owner, true);
  }

  @Override
  void clientGone() {
    super.clientGone();
    if (waiting && isGone()) {
      if (live.gate().withdraw(this)) { // if it is too late for that, released() sees to it
        goOn();
      }
    }
  }

  @Override
  void answered(Attempt attempt, SideAnswer response) {
    finish(attempt.side, response, true);
    relay(attempt, response, null);
  }

  @Override
  void failed(Attempt attempt, Failure failure) {
    if (failure != Failure.TIMEOUT) {
      finish(attempt.side, null, failure.mayHaveActed && attempt.isAsked());
    }
    unanswered(attempt.side, failure);
  }

  @Override
  void settled(Attempt attempt, @Nullable SideAnswer late) {
    finish(attempt.side, late, true);
  }

  /** Remembers, then stops counting: between the two a read would find neither. */
  private void finish(Side side, @Nullable SideAnswer answer, boolean mayHaveActed) {
    if (user != null) {
      if (mayHaveActed && !refusedBySide(answer)) {
        remember(user, side, answer);
      }
      loop.plane.ownWrites.end(live.capability(), user);
    }
    live.gate().finished(side);
  }

  private static boolean refusedBySide(@Nullable SideAnswer answer) {
    return answer != null && answer.statusCode() >= 400 && answer.statusCode() < 500;
  }

  private void remember(String who, Side side, @Nullable SideAnswer answer) {
    Capability capability = live.gate().capability();
    boolean readElsewhere =
        capability.owner() == Side.SERVERLESS
            || capability.readStage().kind() != ReadStage.Kind.LEGACY;
    String position = answer == null ? null : answer.getHeader(Headers.POSITION);
    loop.plane.ownWrites.remember(
        live.capability(), who, side, Positions.checked(position), readElsewhere);
  }
}
