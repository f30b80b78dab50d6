package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogQueueTest {

  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("some");
  private final Stuck pipe = new Stuck();

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%p %m%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    console.setOutputStream(pipe);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    LogQueue.install(context);
  }

  @AfterEach
  void stop() {
    pipe.read();
    context.stop();
  }

  private LogQueue queue() {
    Appender<ILoggingEvent> only =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().next();
    return (LogQueue) only;
  }

  private List<String> lines() {
    return pipe.text().lines().toList();
  }

  @Test
  void pipeThatNobodyReads_stopsNobody_andItIsSaidWhatIsMissing() {
    log(0, 1);
    ProxyRig.await(pipe::reached); // else its thread may take a thousand lines from the queue
    assertTimeoutPreemptively(AT_ONCE, () -> log(1, 5_000));

    pipe.read();
    ProxyRig.await(() -> lines().size() >= 1_000 && queue().getNumberOfElementsInQueue() == 0);
    log.info("last");
    queue().stop();

    List<String> lines = lines();
    int kept = lines.size() - 2;
    assertThat(lines.get(0)).isEqualTo("INFO line 0");
    assertThat(lines.get(kept - 1)).isEqualTo("INFO line " + (kept - 1));
    assertThat(lines.get(kept))
        .isEqualTo(
            "WARN "
                + (5_000 - kept)
                + " lines were dropped here: the log was not read fast enough");
    assertThat(lines.get(kept + 1)).isEqualTo("INFO last");
  }

  private void log(int from, int to) {
    for (int i = from; i < to; i++) {
      log.info("line {}", i);
    }
  }

  @Test
  void atTheEnd_whatWaitsIsWritten() {
    pipe.read();
    log(0, 500);

    queue().stop();

    assertThat(lines()).hasSize(500).endsWith("INFO line 499");
  }

  @Test
  void atTheEnd_aStuckPipeIsNotWaitedForLong() {
    log(0, 10);

    assertTimeoutPreemptively(AT_ONCE, () -> queue().stop());

    assertThat(pipe.text()).isEmpty();
  }
}
