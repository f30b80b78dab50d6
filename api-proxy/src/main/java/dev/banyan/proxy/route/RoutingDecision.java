package dev.banyan.proxy.route;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import org.jspecify.annotations.Nullable;

/** Which side answers a read, and what else is done about it. Pure: same input, same answer. */
public enum RoutingDecision {
  /** Legacy answers. */
  LEGACY(Side.LEGACY, false, false, false),
  /** Legacy answers; a copy goes to serverless, off the path. */
  LEGACY_SHADOWED(Side.LEGACY, true, false, false),
  /** Serverless answers; if it fails, legacy does. */
  SERVERLESS_OR_LEGACY(Side.SERVERLESS, false, true, false),
  /** Serverless answers; the request cannot be asked twice. */
  SERVERLESS(Side.SERVERLESS, false, false, false),
  /** Legacy answers, because the caller's own write may not be in serverless yet. */
  PINNED_TO_LEGACY(Side.LEGACY, false, false, true),
  /** Serverless answers, because the caller's own write may not be in legacy yet. */
  PINNED_TO_SERVERLESS(Side.SERVERLESS, false, false, true);

  private final Side side;
  private final boolean shadowed;
  private final boolean fallback;
  private final boolean pinned;

  RoutingDecision(Side side, boolean shadowed, boolean fallback, boolean pinned) {
    this.side = side;
    this.shadowed = shadowed;
    this.fallback = fallback;
    this.pinned = pinned;
  }

  /**
   * Decides.
   *
   * @param user null if anonymous: stays on legacy in a canary
   * @param pinned whether the caller must see the owner's state (invariant 6)
   * @param safe whether the request may be asked twice
   */
  public static RoutingDecision ofRead(
      Capability capability, @Nullable String user, boolean pinned, boolean safe) {
    if (pinned) {
      return capability.owner() == Side.LEGACY ? PINNED_TO_LEGACY : PINNED_TO_SERVERLESS;
    }
    ReadStage stage = capability.readStage();
    return switch (stage.kind()) {
      case LEGACY -> LEGACY;
      case SHADOW -> safe ? LEGACY_SHADOWED : LEGACY;
      case CANARY ->
          user != null && Cohort.of(capability.name(), user) < stage.percent()
              ? serverless(safe)
              : LEGACY;
      case SERVERLESS -> serverless(safe);
    };
  }

  private static RoutingDecision serverless(boolean safe) {
    return safe ? SERVERLESS_OR_LEGACY : SERVERLESS;
  }

  /** Who answers. */
  public Side side() {
    return side;
  }

  /** Whether a copy goes to serverless. */
  public boolean shadowed() {
    return shadowed;
  }

  /** Whether legacy is asked if serverless fails. */
  public boolean fallback() {
    return fallback;
  }

  /** Whether the caller's own write decided. */
  public boolean pinned() {
    return pinned;
  }
}
