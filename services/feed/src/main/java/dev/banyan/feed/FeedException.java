package dev.banyan.feed;

/** The feed's tables did not take or give what they should; trying again can help. */
public final class FeedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FeedException(String message) {
    super(message);
  }
}
