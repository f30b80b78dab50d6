package dev.banyan.proxy.route;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import org.jspecify.annotations.Nullable;

/**
 * Which side answers a request, what else is done about it, and why. Pure: same input, same answer.
 *
 * @param side who answers
 * @param shadowed whether a copy goes to serverless
 * @param fallback whether legacy is asked if serverless fails
 * @param reason why
 * @param stage the read stage that it was decided under
 * @param revision of the record that it was decided under
 * @param cohort the caller's place in a canary, 0 to 99; below zero if it did not matter
 */
public record RoutingDecision(
    Side side,
    boolean shadowed,
    boolean fallback,
    Reason reason,
    ReadStage stage,
    long revision,
    int cohort) {

  /** A write: to the owner. */
  public static RoutingDecision ofWrite(Capability capability, Side owner) {
    return of(capability, owner, Reason.OWNER, -1);
  }

  /** Decides a read. */
  public static RoutingDecision ofRead(
      Capability capability, CapabilityRules rules, ReadQuestion question) {
    if (question.forced() != null) {
      return of(capability, question.forced(), Reason.FORCED, -1);
    }
    if (question.pinned()) {
      return of(capability, capability.owner(), Reason.OWN_WRITE, -1);
    }
    boolean twice = question.repeatable();
    return switch (capability.readStage().kind()) {
      case LEGACY -> of(capability, Side.LEGACY, Reason.STAGE, -1);
      case SHADOW -> of(capability, Side.LEGACY, Reason.STAGE, -1).with(twice, false);
      case CANARY -> canary(capability, rules, question);
      case SERVERLESS -> of(capability, Side.SERVERLESS, Reason.STAGE, -1).with(false, twice);
    };
  }

  private static RoutingDecision canary(
      Capability capability, CapabilityRules rules, ReadQuestion question) {
    String user = question.user();
    boolean twice = question.repeatable();
    if (user != null && rules.exclude().contains(user)) {
      return of(capability, Side.LEGACY, Reason.EXCLUDED, -1);
    }
    if (user != null && rules.include().contains(user)) {
      return of(capability, Side.SERVERLESS, Reason.INCLUDED, -1).with(false, twice);
    }
    String place = user == null ? question.place() : user;
    if (place == null) {
      return of(capability, Side.LEGACY, Reason.ANONYMOUS, -1);
    }
    int cohort = Cohort.of(capability.name(), place);
    return cohort < capability.readStage().percent()
        ? of(capability, Side.SERVERLESS, Reason.COHORT, cohort).with(false, twice)
        : of(capability, Side.LEGACY, Reason.OUTSIDE_COHORT, cohort);
  }

  private static RoutingDecision of(Capability capability, Side side, Reason reason, int cohort) {
    return new RoutingDecision(
        side, false, false, reason, capability.readStage(), capability.revision(), cohort);
  }

  private RoutingDecision with(boolean nextShadowed, boolean nextFallback) {
    return new RoutingDecision(side, nextShadowed, nextFallback, reason, stage, revision, cohort);
  }

  /** Whether the caller's own write decided. */
  public boolean pinned() {
    return reason == Reason.OWN_WRITE;
  }

  /**
   * As {@code X-Banyan-Decision} and the access log spell it.
   *
   * @param answeredBy who answered in the end, null if nobody has yet
   */
  public String text(@Nullable Side answeredBy) {
    StringBuilder text = new StringBuilder(96).append(side.label());
    text.append("; reason=").append(reason.label());
    text.append("; stage=").append(stage);
    if (cohort >= 0) {
      text.append("; cohort=").append(cohort);
    }
    text.append("; revision=").append(revision);
    if (answeredBy != null && answeredBy != side) {
      text.append("; fallback=").append(answeredBy.label());
    }
    return text.toString();
  }
}
