package dev.banyan.capture;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What keeps a relay from starting.
 *
 * @param what is wrong, and where
 * @param remedy what to do about it; several lines where there is a choice
 */
public record StartUpProblem(String what, String remedy) {

  CaptureException asException() {
    return new CaptureException(text());
  }

  /** Does nothing if there is none. */
  static void requireNone(List<StartUpProblem> problems) {
    if (!problems.isEmpty()) {
      throw new CaptureException(
          problems.stream()
              .map(StartUpProblem::text)
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }

  private String text() {
    return what + ". " + remedy;
  }
}
