package dev.banyan.proxy.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.wire.Backlog;
import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class GatheredBodyTest {

  private static final int PART = 64 * 1024;
  private static final int PARTS = 16;

  /** About so much, for it is a part of this JVM's heap. */
  private static final int ROOM = 2 * PARTS * PART;

  private static final long MOST = 1024 * 1024 * 1024;

  private final MemoryShare memory =
      MemoryShare.ofHeap(1, (int) (Runtime.getRuntime().maxMemory() / ROOM), new LongAdder());

  private boolean isFree() {
    boolean free = memory.take(ROOM);
    if (free) {
      memory.give(ROOM);
    }
    return free;
  }

  private static Buffer part(int seed) {
    byte[] bytes = new byte[PART];
    new Random(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  /** Others may come meanwhile, and it has room for the last byte. */
  @Test
  void expectedBody_hasNoRoomUntilItComes_andNoMoreThanItsLength() {
    GatheredBody body = new GatheredBody(memory, MOST);
    GatheredBody other = new GatheredBody(memory, MOST);

    assertThat(body.expect(ROOM)).isNull();

    assertThat(other.expect(ROOM)).isNull();
    for (int i = 0; i < 2 * PARTS; i++) {
      assertThat(body.add(part(i))).isNull();
    }
    assertThat(other.add(part(0))).isEqualTo(Failure.NO_ROOM);
    body.drop();
    assertThat(other.add(part(0))).isNull();
  }

  @Test
  void bodyOfUnknownLength_isCountedByWhatItsPiecesHaveRoomFor() {
    GatheredBody body = new GatheredBody(memory, MOST);
    int parts = 0;
    Failure failure = body.add(part(parts));
    while (failure == null) {
      failure = body.add(part(++parts));
    }

    assertThat(failure).isEqualTo(Failure.NO_ROOM);
    assertThat(parts).isBetween(PARTS - 1, 2 * PARTS);
    assertThat(memory.take(PARTS * PART)).isFalse();
    body.drop();
    assertThat(isFree()).isTrue();
  }

  @Test
  void taken_isWhatCame_andCountedUntilItIsDropped() {
    GatheredBody body = new GatheredBody(memory, MOST);
    Buffer all = Buffer.buffer();
    for (int i = 0; i < 5; i++) {
      Buffer part = part(i).slice(0, PART - 7 * i); // so that some lie in two pieces
      assertThat(body.add(part)).isNull();
      all.appendBuffer(part);
    }

    assertThat(body.take().getBytes()).isEqualTo(all.getBytes());

    assertThat(isFree()).isFalse();
    assertThat(body.take().length()).as("is held by who took it").isZero();
    body.drop();
    assertThat(isFree()).isTrue();
  }

  @Test
  void dropped_isHeldNoMore() {
    GatheredBody body = new GatheredBody(memory, MOST);
    body.add(part(0));

    body.drop();
    body.drop();

    assertThat(body.take().length()).isZero();
    assertThat(isFree()).isTrue();
  }

  @Test
  void whatIsKeptInItsStead_isCountedInItsStead() {
    GatheredBody body = new GatheredBody(memory, MOST);
    body.add(part(0));

    assertThat(body.becomes(2L * ROOM)).isFalse();
    assertThat(body.becomes(ROOM)).isTrue();

    assertThat(memory.take(PART)).isFalse();
    assertThat(body.becomes(1)).isTrue();
    assertThat(memory.take(PART)).isTrue();
  }

  /** They are cut off for what comes, and not for what a client says. */
  @Test
  void expectedBody_cutsOffNobody() {
    List<String> cut = new ArrayList<>();
    Backlog standing = new Backlog(memory, () -> cut.add("cut"));
    standing.add(Promise.<Void>promise().future(), ROOM / 2);

    assertThat(new GatheredBody(memory, MOST).expect(ROOM)).isNull();
    assertThat(new GatheredBody(memory, MOST).expect(2L * ROOM)).isEqualTo(Failure.NO_ROOM);
    assertThat(cut).isEmpty();
    GatheredBody body = new GatheredBody(memory, MOST);
    for (int i = 0; i < PARTS + 2; i++) {
      assertThat(body.add(part(i))).isNull();
    }
    assertThat(cut).containsExactly("cut");
  }

  @Test
  void tooLong_isRefused_whetherItIsSaidOrNot() {
    GatheredBody body = new GatheredBody(memory, PART);

    assertThat(body.expect(PART + 1)).isEqualTo(Failure.TOO_LARGE);
    assertThat(body.add(part(0))).isNull();
    assertThat(body.add(Buffer.buffer("x"))).isEqualTo(Failure.TOO_LARGE);
  }
}
