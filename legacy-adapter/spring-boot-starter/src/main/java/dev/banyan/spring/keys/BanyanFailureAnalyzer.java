package dev.banyan.spring.keys;

import dev.banyan.capture.CaptureException;
import dev.banyan.capture.mapping.MappingFileException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Prints the message of an expected start-up failure, without its stack trace. */
final class BanyanFailureAnalyzer implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BanyanPropertiesException
          || cause instanceof CaptureException
          || cause instanceof MappingFileException) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
      }
    }
    return null;
  }
}
