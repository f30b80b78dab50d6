package dev.banyan.localcloud.lambda;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, to be stopped in the opposite order; a failure does not stop the rest. */
final class Closing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** How a thing is stopped. */
  interface Stop<T> {
    void stop(T thing) throws Exception;
  }

  private record Step(Object thing, AutoCloseable stop) {}

  private final Deque<Step> started = new ArrayDeque<>();

  synchronized <T> T add(T thing, Stop<T> stop) {
    started.push(new Step(thing, () -> stop.stop(thing)));
    return thing;
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      Step step = started.pop();
      try {
        step.stop().close();
      } catch (Exception e) {
        LOG.warn(
            "{} did not stop cleanly: {}", step.thing().getClass().getSimpleName(), e.toString());
      }
    }
  }
}
