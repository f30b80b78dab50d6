package dev.banyan.proxy.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.banyan.proxy.Stuck;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogTest {

  private static final AccessEntry ENTRY =
      new AccessEntry(0, null, "GET", () -> "/a", null, null, null, "legacy", 200, 1, null);

  private final Stuck pipe = new Stuck();
  private final PrintStream before = System.out;

  @BeforeEach
  void replace() {
    System.setOut(new PrintStream(pipe, false, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    pipe.read();
    System.setOut(before);
  }

  private static AccessLog open() {
    AccessLog log = AccessLog.open(new AccessLogConfig("-", 100));
    assertThat(log).isNotNull();
    return log;
  }

  @Test
  void outputThatNobodyReads_stopsNobody_andIsNotWaitedForAtTheEnd() {
    AccessLog log = open();

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            log.add(ENTRY);
          }
          log.close();
        });

    assertThat(log.dropped()).isPositive();
  }

  @Test
  void atTheEnd_whatWaitsIsWritten() {
    pipe.read();
    AccessLog log = open();
    for (int i = 0; i < 50; i++) {
      log.add(ENTRY);
    }

    log.close();

    assertThat(pipe.text().lines()).hasSize(50).allMatch(line -> line.contains("\"/a\""));
  }
}
