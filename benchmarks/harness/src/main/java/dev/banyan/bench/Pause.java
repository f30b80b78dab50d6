package dev.banyan.bench;

/** Waits a while; a measurement has nothing else to wait for. */
public final class Pause {

  private Pause() {}

  /**
   * Sleeps.
   *
   * @throws BenchException if interrupted; the thread is still interrupted then
   */
  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
