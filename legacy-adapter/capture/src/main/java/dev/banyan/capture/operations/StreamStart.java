package dev.banyan.capture.operations;

import java.time.Instant;

/** Where reading a stream begins. */
public sealed interface StreamStart {

  /** With what comes from now on. */
  record Latest() implements StreamStart {}

  /** With the oldest that is kept. */
  record Oldest() implements StreamStart {}

  /** With what arrived at a time. */
  record At(Instant time) implements StreamStart {}
}
