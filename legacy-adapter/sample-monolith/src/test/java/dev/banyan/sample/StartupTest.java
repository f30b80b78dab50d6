package dev.banyan.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator reads when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class StartupTest {

  private static final String NOWHERE = "mongodb://joe:hunter2@localhost:1/social";

  @Test
  void start_withoutMongoNamesItWithoutCredentials(CapturedOutput output) {
    long before = System.nanoTime();
    assertThatThrownBy(
        () ->
            start(
                "--social.jwt-secret=a secret for tests of at least 32 bytes",
                "--social.mongo-startup-timeout=1s"));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    assertThat(output)
        .contains("MongoDB at mongodb://localhost:1/social did not answer within 1000 ms")
        .contains("set spring.mongodb.uri")
        .doesNotContain("hunter2")
        .doesNotContain("\tat ");
  }

  @Test
  void start_withoutSecretSaysHowToSetOne(CapturedOutput output) {
    assertThatThrownBy(() -> start());

    assertThat(output).contains("social.jwt-secret is not set.").contains("openssl rand");
  }

  @Test
  void start_withAShortSecretDoesNotPrintIt(CapturedOutput output) {
    assertThatThrownBy(() -> start("--social.jwt-secret=tooshort-4711"));

    assertThat(output)
        .contains("social.jwt-secret is too short: it has 13 bytes.")
        .doesNotContain("tooshort-4711");
  }

  private static void start(String... arguments) {
    var all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--server.port=0";
    all[arguments.length + 1] = "--spring.mongodb.uri=" + NOWHERE;
    new SpringApplicationBuilder(SocialNetworkApplication.class).run(all).close();
  }
}
