package dev.banyan.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is wanted whole, for as long as it is worth waiting and up to as much as is worth
 * keeping; beyond either the rest of it is given up. Used on its event loop only.
 */
public final class AwaitedAnswer {

  private final int most;
  private final Promise<Whole> whole = Promise.promise();
  private final Buffer body = Buffer.buffer();
  private @Nullable SideAnswer answer;

  /**
   * All of an answer.
   *
   * @param head its head
   * @param body null if it is longer than wanted
   */
  public record Whole(SideAnswer head, @Nullable Buffer body) {}

  private AwaitedAnswer(int most) {
    this.most = most;
  }

  /**
   * Reads an answer.
   *
   * @param coming on the caller's event loop
   * @param within from now on to its end; later it has failed
   * @param most in bytes
   */
  public static Future<Whole> of(
      Vertx vertx, Future<SideAnswer> coming, Duration within, int most) {
    AwaitedAnswer awaited = new AwaitedAnswer(most);
    long timer =
        vertx.setTimer(
            Math.max(1, within.toMillis()),
            late -> awaited.fail(new TimeoutException("not whole after " + within)));
    awaited.whole.future().onComplete(done -> vertx.cancelTimer(timer));
    coming.onComplete(awaited::arrived);
    return awaited.whole.future();
  }

  private void arrived(@Nullable SideAnswer came, @Nullable Throwable failure) {
    if (came == null) {
      whole.tryFail(failure == null ? new IllegalStateException("no answer") : failure);
    } else if (whole.future().isComplete()) {
      came.reset(); // too late
    } else {
      answer = came;
      came.read(this::part, end -> whole.tryComplete(new Whole(came, body)), this::fail);
    }
  }

  private void part(Buffer part) {
    SideAnswer from = answer;
    if (from == null || whole.future().isComplete()) {
      return;
    }
    if (body.length() + part.length() <= most) {
      body.appendBuffer(part);
    } else if (whole.tryComplete(new Whole(from, null))) {
      from.reset();
    }
  }

  private void fail(Throwable why) {
    if (whole.tryFail(why) && answer != null) {
      answer.reset();
    }
  }
}
