package dev.banyan.proxy.canary;

import dev.banyan.control.ReadStage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a capability's canary stands.
 *
 * @param stage that is being judged
 * @param failures failed checks since the last that passed
 * @param lastSafe where reads would go back to
 * @param checkedAt when the latest check was, null if there was none
 * @param verdicts of the latest check, by route
 */
public record CanaryState(
    ReadStage stage,
    int failures,
    ReadStage lastSafe,
    @Nullable Instant checkedAt,
    Map<String, CanaryVerdict> verdicts) {

  public CanaryState {
    verdicts = Map.copyOf(verdicts);
  }
}
