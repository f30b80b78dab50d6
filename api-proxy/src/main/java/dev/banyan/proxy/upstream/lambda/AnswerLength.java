package dev.banyan.proxy.upstream.lambda;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * How long an answer is.
 *
 * @param bytes as it says, {@link LongAnswers#LONGEST} at most; -1 if it does not say
 */
record AnswerLength(int bytes) {

  private static final int SHORT = 64 * 1024;

  /** An answer's; null if it has none that can be, or one that no function's answer has. */
  static @Nullable AnswerLength of(SdkHttpResponse headers) {
    List<String> said = headers.matchingHeaders("Content-Length");
    if (said.isEmpty()) {
      return new AnswerLength(-1);
    }
    String one = said.get(0);
    if (said.size() > 1 || !one.matches("[0-9]{1,9}")) {
      return null;
    }
    int bytes = Integer.parseInt(one);
    return bytes > LongAnswers.LONGEST ? null : new AnswerLength(bytes);
  }

  /** Whether it is read at once, and takes no turn. */
  boolean isShort() {
    return bytes >= 0 && bytes <= SHORT;
  }

  /** What may come at most. */
  int most() {
    return bytes < 0 ? LongAnswers.LONGEST : bytes;
  }

  /** Whether it can be all of the answer if so many bytes have come. */
  boolean isWhole(long came) {
    return bytes < 0 || came == bytes;
  }
}
