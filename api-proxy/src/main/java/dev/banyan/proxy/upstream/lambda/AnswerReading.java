package dev.banyan.proxy.upstream.lambda;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads an answer in its turn, up to what is made of it: not more than it may have, not less than
 * it says, and not for long. Lambda has all of an answer before it sends any of it, and others wait
 * for the turn.
 */
final class AnswerReading implements Subscriber<ByteBuffer> {

  private static final long SECOND = 1_000;

  /** For an answer that others may wait for; and for each of its megabytes one more. */
  private static final int SECONDS = 5;

  private static final int BYTES_A_SECOND = 1024 * 1024;

  private final Subscriber<? super ByteBuffer> to;
  private final LongAnswers.Turn turn;
  private final AnswerLength length;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile @Nullable Subscription from;
  private long came;

  AnswerReading(Subscriber<? super ByteBuffer> to, LongAnswers.Turn turn, AnswerLength length) {
    this.to = to;
    this.turn = turn;
    this.length = length;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    from = subscription;
    if (!length.isShort()) {
      long millis = SECONDS * SECOND + SECOND * length.most() / BYTES_A_SECOND;
      end.orTimeout(millis, TimeUnit.MILLISECONDS)
          .exceptionally(
              late -> {
                stop("the answer comes too slowly");
                return null;
              });
    }
    to.onSubscribe(
        new Subscription() {
          @Override
          public void request(long parts) {
            subscription.request(parts);
          }

          @Override
          public void cancel() {
            subscription.cancel();
            over();
          }
        });
  }

  @Override
  public void onNext(ByteBuffer part) {
    if (end.isDone()) {
      return;
    }
    came += part.remaining();
    if (came > length.most()) {
      end.complete(null);
      stop("the answer is longer than it may be");
    } else {
      to.onNext(part);
    }
  }

  private void stop(String why) {
    Subscription present = from;
    if (present != null) {
      present.cancel();
    }
    to.onError(new IOException(why));
    turn.end();
  }

  @Override
  public void onError(Throwable error) {
    if (end.complete(null)) {
      to.onError(error);
      turn.end();
    }
  }

  @Override
  public void onComplete() {
    if (end.complete(null)) {
      if (length.isWhole(came)) {
        to.onComplete();
      } else {
        to.onError(new IOException("the answer is shorter than it says"));
      }
      turn.end();
    }
  }

  private void over() {
    end.complete(null);
    turn.end();
  }
}
