package dev.banyan.proxy.wire;

import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a process keeps of heads that are not whole, and of requests whose turn has not come: each
 * event loop has its part. Thread-safe.
 */
public final class RequestMemory {

  /** Of the heap's size, which is also that of the memory outside of it where these bytes are. */
  private static final int SHARE = 5;

  private final Map<EventExecutor, MemoryShare> parts = new ConcurrentHashMap<>();
  private final long part;
  private final LongAdder cut;

  /**
   * Keeps nothing yet.
   *
   * @param part an event loop's, in bytes
   * @param cut counts connections that were closed to make room
   */
  RequestMemory(long part, LongAdder cut) {
    this.part = part;
    this.cut = cut;
  }

  /** A share of the heap's size, for so many event loops. */
  public static RequestMemory ofHeap(int eventLoops, LongAdder cut) {
    return new RequestMemory(Runtime.getRuntime().maxMemory() / SHARE / eventLoops, cut);
  }

  /** An event loop's part, to be used on that loop only. */
  MemoryShare of(EventExecutor loop) {
    return parts.computeIfAbsent(loop, first -> new MemoryShare(part, cut));
  }
}
