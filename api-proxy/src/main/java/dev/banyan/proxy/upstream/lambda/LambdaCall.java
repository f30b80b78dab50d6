package dev.banyan.proxy.upstream.lambda;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.UpstreamCall;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/**
 * Invokes a function and waits for its answer. Nothing is invoked twice: whether a request may be
 * asked again is for the route to say.
 */
final class LambdaCall implements UpstreamCall {

  /** Behind the route's own time-out, which says what has happened. */
  private static final Duration LATER = Duration.ofMillis(500);

  private final LambdaAsyncClient lambda;
  private final String function;
  private final Clock clock;

  LambdaCall(LambdaAsyncClient lambda, String function, Clock clock) {
    this.lambda = lambda;
    this.function = function;
    this.clock = clock;
  }

  @Override
  public Future<SideAnswer> send(
      HttpClientAgent client, WholeRequest request, LongPredicate keeps) {
    PayloadEvent event = PayloadEvent.of(request, clock.instant());
    if (event.length() > LongAnswers.LONGEST) {
      return Future.succeededFuture(
          PayloadAnswer.error(413, "the request is longer than a function takes"));
    }
    if (!keeps.test(event.length())) {
      return Future.failedFuture("no room for the event");
    }
    return invoke(event.bytes(), request.timeout());
  }

  /** From here on the request's body is free. */
  private Future<SideAnswer> invoke(byte[] payload, Duration timeout) {
    Promise<SideAnswer> answer = Promise.promise();
    Context context = Vertx.currentContext();
    lambda
        .invoke(
            invoke ->
                invoke
                    .functionName(function)
                    .payload(SdkBytes.fromByteArrayUnsafe(payload))
                    .overrideConfiguration(o -> o.apiCallTimeout(timeout.plus(LATER))))
        // What it makes of the answer is part of the answer's turn.
        .thenApply(LambdaCall::answer)
        .whenComplete((made, failure) -> on(context, () -> end(answer, made, failure)));
    return answer.future();
  }

  private static void on(@Nullable Context context, Runnable task) {
    if (context == null) {
      task.run();
    } else {
      context.runOnContext(go -> task.run());
    }
  }

  private static SideAnswer answer(InvokeResponse response) {
    return PayloadAnswer.of(response.payload().asByteArrayUnsafe(), response.functionError());
  }

  private static void end(
      Promise<SideAnswer> answer, @Nullable SideAnswer made, @Nullable Throwable failure) {
    if (made != null) {
      answer.complete(made);
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TooManyRequestsException) {
      answer.complete(PayloadAnswer.error(503, "too many invocations"));
    } else {
      answer.fail(cause == null ? new IllegalStateException("no answer") : cause);
    }
  }
}
