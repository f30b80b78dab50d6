package dev.banyan.control;

/** The control store cannot be used; the message says why and what to do. */
public final class ControlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ControlException(String message) {
    super(message);
  }

  public ControlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No record has this name. */
  static ControlException unknown(String capability) {
    return new ControlException(
        "there is no capability '%s': 'banyan status' lists those there are, 'banyan capabilities add %s' adds it"
            .formatted(capability, capability));
  }
}
