package dev.banyan.proxy;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

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
    SpringApplication application = new SpringApplication(ProxyConfiguration.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.addInitializers(context -> UnknownKeys.refuse(context.getEnvironment()));
    try {
      application.run(args);
    } catch (RuntimeException e) {
      System.exit(1); // it has been reported
    }
  }
}
