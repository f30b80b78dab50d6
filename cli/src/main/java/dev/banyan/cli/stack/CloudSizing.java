package dev.banyan.cli.stack;

/**
 * How the JVM of the embedded cloud is sized.
 *
 * @param heap for instance {@code 1g}
 * @param compiler the JVM's compiler option
 */
public record CloudSizing(String heap, String compiler) {

  /** Above this the run is long enough for C2 to pay for itself. */
  private static final int LONG_RUN_FOLLOWS = 200_000;

  /** About 3.4 KB of heap per follow, which MongoDB and DynamoDB both hold, over a fixed part. */
  public static CloudSizing forFollows(int follows) {
    return new CloudSizing(
        (640 + follows / 300) + "m",
        follows < LONG_RUN_FOLLOWS ? StackCommands.QUICK_START : "-XX:TieredStopAtLevel=4");
  }
}
