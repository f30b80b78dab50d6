package dev.banyan.bench.proxy;

/** What the upstream answers. */
final class Bodies {

  static final int SMALL = 660;
  static final int LARGE = 64 * 1024;

  private Bodies() {}

  /** JSON of exactly so many bytes. */
  static String json(int bytes) {
    String head = "{\"items\":[\"";
    String tail = "\"]}";
    return head + "x".repeat(bytes - head.length() - tail.length()) + tail;
  }
}
