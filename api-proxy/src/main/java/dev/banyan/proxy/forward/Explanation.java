package dev.banyan.proxy.forward;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.ownwrites.OwnWrites;
import dev.banyan.proxy.route.Access;
import dev.banyan.proxy.route.ReadQuestion;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RoutingDecision;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a request, and why. Made by the code that decides real ones.
 *
 * @param route method and template
 * @param origin where the route is written
 * @param capability of the route
 * @param access whether it reads or writes
 * @param state the capability's record
 * @param decision who would answer, and why
 * @param upstream the name of who plays that side
 * @param pinned whether the user's own write holds them at the owner
 * @param breaker the state of the capability's breaker
 */
public record Explanation(
    String route,
    String origin,
    String capability,
    Access access,
    Capability state,
    RoutingDecision decision,
    String upstream,
    boolean pinned,
    String breaker) {

  static Explanation of(LiveRoute live, OwnWrites ownWrites, @Nullable String user) {
    Capability state = live.gate().capability();
    boolean elsewhere =
        state.owner() == Side.SERVERLESS || state.readStage().kind() != ReadStage.Kind.LEGACY;
    boolean pinned = elsewhere && ownWrites.mustReadOwner(state.name(), user, state.owner());
    Route route = live.route();
    RoutingDecision decision =
        route.access() == Access.WRITE
            ? RoutingDecision.ofWrite(state, state.owner())
            : RoutingDecision.ofRead(
                state,
                live.rules(),
                new ReadQuestion(
                    user, null, pinned, route.safe() && route.rules().fallback(), null));
    return new Explanation(
        route.name(),
        route.rules().origin(),
        route.capability(),
        route.access(),
        state,
        decision,
        live.target(decision.side()).name(),
        pinned,
        live.breaker().getState().name());
  }
}
