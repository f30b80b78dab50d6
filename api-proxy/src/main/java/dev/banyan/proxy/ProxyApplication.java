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
    try {
      ProxyLifecycle proxy = ProxyBoot.proxy(args);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy), "banyan-stop"));
      proxy.start();
    } catch (RuntimeException e) {
      StartUpReporter.say(e);
      LogQueue.flush();
      System.exit(1);
    }
  }

  private static void stop(ProxyLifecycle proxy) {
    proxy.stop();
    LogQueue.flush();
  }
}
