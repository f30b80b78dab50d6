package dev.banyan.proxy;

/** The API proxy's process. */
public final class ProxyApplication {

  private ProxyApplication() {}

  /**
   * Runs until it is told to stop. Exit code 1 if it cannot start, after one line that says why.
   *
   * @param args {@code --banyan.proxy.…=…}
   */
  public static void main(String[] args) {
    JvmSettings.apply();
    DynamoDbAhead.begin();
    try {
      new ProxyBoot(ProxyApplication.class).run(args);
    } catch (RuntimeException e) {
      System.exit(1); // it has been reported
    }
  }
}
