package dev.banyan.jobs.backfill.wire;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries signed requests to DynamoDB without blocking and without trying again. Thread-safe; as
 * many connections as requests are under way, which the throttle bounds.
 */
interface Transport extends AutoCloseable {

  String CONTENT_TYPE = "application/x-amz-json-1.0";
  String TARGET = "DynamoDB_20120810.";

  /**
   * What goes before the body.
   *
   * @param date for {@code X-Amz-Date}
   * @param digest of the body, for {@code X-Amz-Content-Sha256}
   * @param token of temporary credentials, for {@code X-Amz-Security-Token}
   */
  record Head(
      String operation, String date, String digest, String authorization, @Nullable String token) {}

  /** Sends the first bytes of an array, which must not change until the answer is there. */
  CompletableFuture<Answer> send(Head head, byte[] body, int length);

  /** Whatever is under way fails. */
  @Override
  void close();
}
