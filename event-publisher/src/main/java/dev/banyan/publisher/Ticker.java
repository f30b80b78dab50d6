package dev.banyan.publisher;

/**
 * Monotonic time: ages, pauses and deadlines are differences of it, so that a wall clock that jumps
 * moves nothing. {@link System#nanoTime} in production, virtual in the simulation.
 */
@FunctionalInterface
interface Ticker {

  /** Nanoseconds since an arbitrary origin; compare by difference, it may overflow. */
  long nanos();
}
