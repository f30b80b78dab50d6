package dev.banyan.proxy.hold;

/** What is counted of a gate's latest hold. Used under the gate's lock. */
final class HoldTally {

  private long revision;
  private long since;
  private long held;
  private long unread;
  private long refused;
  private long longestNanos;

  void begin(long nextRevision) {
    revision = nextRevision;
    since = System.nanoTime();
    held = 0;
    unread = 0;
    refused = 0;
    longestNanos = 0;
  }

  void held(boolean beyondBounds) {
    held++;
    if (beyondBounds) {
      unread++;
    }
  }

  void refused(int writes) {
    refused += writes;
  }

  void waited(long nanos) {
    longestNanos = Math.max(longestNanos, nanos);
  }

  /** Time since the hold began. */
  long nanos() {
    return System.nanoTime() - since;
  }

  HoldReport report(int waiting, long oldestNanos) {
    long longest = Math.max(longestNanos, oldestNanos);
    return new HoldReport(revision, held, unread, refused, longest / 1_000_000, waiting);
  }
}
