package dev.banyan.proxy.accesslog;

/**
 * The access log.
 *
 * @param file where it is written, {@code -} for standard output, empty for nowhere
 * @param queue lines that may wait; more are dropped and counted
 */
public record AccessLogConfig(String file, int queue) {

  /** Off. */
  public static final AccessLogConfig DEFAULT = new AccessLogConfig("", 8192);

  public AccessLogConfig {
    if (queue < 1) {
      throw new IllegalArgumentException("access-log.queue must be 1 or more, was " + queue);
    }
  }
}
