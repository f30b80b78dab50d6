package dev.banyan.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitedAnswerTest {

  private final Vertx vertx = Vertx.vertx();
  private final Said said = new Said();
  private final Future<AwaitedAnswer.Whole> whole =
      AwaitedAnswer.of(vertx, Future.succeededFuture(said), Duration.ofMinutes(1), 10);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** One that is said part by part. */
  private static final class Said implements SideAnswer {
    private Handler<Buffer> part;
    private Handler<Void> end;
    private Handler<Throwable> broken;
    private boolean reset;

    @Override
    public void read(Handler<Buffer> part, Handler<Void> end, Handler<Throwable> broken) {
      this.part = part;
      this.end = end;
      this.broken = broken;
    }

    void part(String text) {
      part.handle(Buffer.buffer(text));
    }

    @Override
    public void reset() {
      reset = true;
    }

    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public String statusMessage() {
      return null;
    }

    @Override
    public Fields fields() {
      return new Fields();
    }

    @Override
    public MultiMap trailers() {
      return MultiMap.caseInsensitiveMultiMap();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}
  }

  @Test
  void asLongAsWanted_isWhole() {
    said.part("12345");
    said.part("67890");
    assertThat(whole.isComplete()).isFalse();

    said.end.handle(null);

    assertThat(whole.result().body()).hasToString("1234567890");
    assertThat(said.reset).isFalse();
  }

  @Test
  void aByteLonger_isGivenUpAtOnce() {
    said.part("1234567890");
    said.part("1");

    assertThat(whole.result().body()).isNull();
    assertThat(whole.result().head()).isSameAs(said);
    assertThat(said.reset).isTrue();
    said.part("what is on its way yet");
    said.end.handle(null);
  }

  @Test
  void broken_hasFailed() {
    said.part("123");

    said.broken.handle(new IllegalStateException("broken"));

    assertThat(whole.cause()).hasMessage("broken");
  }

  @Test
  void headThatComesTooLate_isGivenUp() {
    Promise<SideAnswer> coming = Promise.promise();
    Future<AwaitedAnswer.Whole> late =
        AwaitedAnswer.of(vertx, coming.future(), Duration.ofMillis(1), 10);
    late.otherwiseEmpty().await();
    Said atLast = new Said();

    coming.complete(atLast);

    assertThat(late.failed()).isTrue();
    assertThat(atLast.reset).isTrue();
  }
}
