package dev.banyan.proxy.hold;

import dev.banyan.control.Side;

/**
 * A write that waits at a gate. Called once, from any thread and outside the gate's lock, in the
 * order of arrival; does not wait for anything.
 */
public interface HeldWrite {

  /** Go on to the owner; it counts as being on its way until {@link WriteGate#finished}. */
  void proceed(Side owner);

  /** What its body has in memory while it waits, in bytes, at most. */
  long memory();

  /** It cannot be held any longer: answer 503 with Retry-After. */
  void refuse();
}
