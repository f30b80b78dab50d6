package dev.banyan.proxy.shadow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One time of asking about a copy.
 *
 * @param before what differed each time so far
 * @param legacy what legacy said the time before
 * @param times how often both sides have been asked again
 */
record Round(ShadowCopy copy, Ask ask, List<Difference> before, Answer legacy, int times) {

  /** What is asked in one go. */
  enum Ask {
    SERVERLESS,
    BOTH,
    LEGACY
  }

  /** What was answered; null by a side that was not asked. */
  record Answered(Round round, @Nullable Answer legacy, @Nullable Answer serverless) {

    Answered plain(Unpacking unpacking) {
      return new Answered(
          round.plain(unpacking),
          legacy == null ? null : unpacking.plain("legacy", legacy),
          serverless == null ? null : unpacking.plain("serverless", serverless));
    }
  }

  static Round first(ShadowCopy copy, Ask ask) {
    return new Round(copy, ask, List.of(), copy.answer(), 0);
  }

  /** Both sides, once more. */
  Round next(List<Difference> lasting, Answer said) {
    return new Round(copy, Ask.BOTH, lasting, said, times + 1);
  }

  private Round plain(Unpacking unpacking) {
    Answer first = unpacking.plain("legacy", copy.answer());
    Answer last = legacy.equals(copy.answer()) ? first : unpacking.plain("legacy", legacy);
    return new Round(copy.with(first), ask, before, last, times);
  }

  /** Of what it keeps, in bytes. */
  long size() {
    return copy.answer().body().length() + legacy.body().length();
  }

  /** How long to wait before it is asked, doubled from time to time. */
  long waitMillis(ShadowConfig config) {
    return config.settle().toMillis() << Math.max(0, times - 1);
  }
}
