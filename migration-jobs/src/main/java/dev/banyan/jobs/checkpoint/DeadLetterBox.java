package dev.banyan.jobs.checkpoint;

import dev.banyan.stream.DeadLetter;
import java.util.List;

/** The dead letters of a job, to be looked at and redriven. Thread-safe. */
public interface DeadLetterBox extends DeadLetterSink {

  /** The name under which one is kept. */
  String nameOf(DeadLetter letter);

  /** The names of all, in their order. */
  List<String> names();

  /** One of {@link #names}. */
  DeadLetter read(String name);

  /** Takes one away, after it was redriven. */
  void remove(String name);

  @Override
  default void clear() {
    names().forEach(this::remove);
  }
}
