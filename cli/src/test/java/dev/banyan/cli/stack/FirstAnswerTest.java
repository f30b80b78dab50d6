package dev.banyan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

final class FirstAnswerTest {

  private static final Instant BEGUN = Instant.parse("2026-11-21T10:00:00Z");

  private final List<String> told = new ArrayList<>();
  private Instant now = BEGUN;
  private int asked;

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private FirstAnswer answer(Duration patience) {
    return new FirstAnswer("http://there:1", patience, () -> now, this::pass, told::add);
  }

  private void fail(Duration takes, IOException cause) {
    asked++;
    pass(takes);
    throw SdkClientException.create("Unable to execute HTTP request", cause);
  }

  private void silent() {
    fail(Duration.ofSeconds(5), new SocketTimeoutException("Read timed out"));
  }

  private void refused() {
    fail(Duration.ZERO, new ConnectException("Connection refused"));
  }

  @Test
  void await_ofSilenceTellsEveryFewSecondsAndEndsByThePatience() {
    assertThatThrownBy(() -> answer(Duration.ofMinutes(1)).await(this::silent))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("DynamoDB at http://there:1 does not answer")
        .hasMessageContaining("check --aws-endpoint")
        .hasMessageContaining("--patience");

    assertThat(now).isBetween(BEGUN.plusSeconds(50), BEGUN.plusSeconds(60));
    assertThat(told).hasSize(asked - 1).hasSizeGreaterThan(7);
    assertThat(told)
        .allMatch(line -> line.contains("does not answer (Read timed out), trying until "));
  }

  @Test
  void await_whereNobodyListensEndsWithinSeconds() {
    assertThatThrownBy(() -> answer(Duration.ofMinutes(2)).await(this::refused))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("Connection refused");

    assertThat(now).isBefore(BEGUN.plusSeconds(6));
    assertThat(asked).as("something may just be starting").isGreaterThan(2);
    assertThat(told).hasSize(1);
  }

  @Test
  void await_endsWithTheFirstAnswer() {
    answer(Duration.ofMinutes(2))
        .await(
            () -> {
              if (asked < 2) {
                silent();
              }
              throw ResourceNotFoundException.builder().message("no such table").build();
            });

    assertThat(asked).isEqualTo(2);
    assertThat(told).hasSize(2);
  }

  @Test
  void await_leavesToTheJobWhatIsNotOfTheNetwork() {
    answer(Duration.ofMinutes(2))
        .await(
            () -> {
              throw SdkClientException.create("Unable to load credentials");
            });

    assertThat(told).isEmpty();
  }
}
