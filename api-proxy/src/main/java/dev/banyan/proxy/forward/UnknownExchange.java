package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request of a capability whose record has not been read: any side might be the one that lost it,
 * so no side gets it.
 */
final class UnknownExchange extends Exchange {

  private final LiveRoute live;

  UnknownExchange(EventLoop loop, HttpServerRequest request, LiveRoute live) {
    super(loop, request, live);
    this.live = live;
  }

  @Override
  void begin() {
    live.counters().unanswered.increment();
    error(null, 503, "who owns this is not known yet: please try again");
  }

  @Override
  void answered(Attempt attempt, SideAnswer response) {
    throw new IllegalStateException("nobody was asked");
  }

  @Override
  void failed(Attempt attempt, Failure failure) {
    throw new IllegalStateException("nobody was asked");
  }
}
