package dev.banyan.stream;

import dev.banyan.events.Event.Trace;

/**
 * The request behind what the thread does right now: correlation id and W3C trace context, as an
 * MDC would hold them.
 */
public final class TraceScope implements AutoCloseable {

  private static final ThreadLocal<Trace> CURRENT = ThreadLocal.withInitial(() -> Trace.NONE);

  private final Trace before;

  private TraceScope(Trace before) {
    this.before = before;
  }

  /** The trace is current until the scope is closed, on this thread only. */
  public static TraceScope open(Trace trace) {
    var scope = new TraceScope(CURRENT.get());
    CURRENT.set(trace);
    return scope;
  }

  public static Trace current() {
    return CURRENT.get();
  }

  @Override
  public void close() {
    CURRENT.set(before);
  }
}
