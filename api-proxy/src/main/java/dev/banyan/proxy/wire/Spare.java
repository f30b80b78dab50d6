package dev.banyan.proxy.wire;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What reads a head, kept for the next one. Most heads are whole in one read, so that connections
 * need none of their own between reads, and thousands of them neither fill memory nor push each
 * other out of the processor's caches. Used on one event loop.
 */
final class Spare<T extends FieldScanner> {

  private final Function<WireLimits, T> maker;
  private @Nullable T left;

  private Spare(Function<WireLimits, T> maker) {
    this.maker = maker;
  }

  /** One of each thread; a connection, which stays with its event loop, asks for it once. */
  static <T extends FieldScanner> FastThreadLocal<Spare<T>> ofThreads(
      Function<WireLimits, T> maker) {
    return new FastThreadLocal<>() {
      @Override
      protected Spare<T> initialValue() {
        return new Spare<>(maker);
      }
    };
  }

  /** One that is the caller's, to be reset by it. */
  T take(WireLimits limits) {
    T spare = left;
    if (spare == null || spare.limits != limits) {
      return maker.apply(limits);
    }
    left = null;
    return spare;
  }

  /** Takes it back; of one that has refused something nothing more can be read. */
  void give(T spare) {
    if (spare.refusal() == null) {
      left = spare;
    }
  }
}
