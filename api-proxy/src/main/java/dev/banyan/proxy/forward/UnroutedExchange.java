package dev.banyan.proxy.forward;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.http.HttpServerRequest;

/** A request of no route: legacy's. */
final class UnroutedExchange extends Exchange {

  UnroutedExchange(EventLoop loop, HttpServerRequest request) {
    super(loop, request, null);
  }

  @Override
  void begin() {
    loop.plane.counters.unrouted.increment();
    attempt(Side.LEGACY, false);
  }

  @Override
  void answered(Attempt attempt, SideAnswer response) {
    relay(attempt, response, null);
  }

  @Override
  void failed(Attempt attempt, Failure failure) {
    unanswered(attempt.side, failure);
  }
}
