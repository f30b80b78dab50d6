package dev.banyan.jobs.image;

/**
 * A value has no image, or the bytes are not BSON. Thrown and caught inside the encoding of one
 * document, so it has no stack trace: refusals may come by the million.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param position of the value's first byte, or of the byte that is wrong, in the array
   */
  public RefusedException(int position, String reason) {
    super(reason, null, false, false);
    this.position = position;
  }

  /** Where it is in the array that was encoded. */
  public int position() {
    return position;
  }

  /** What is wrong. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
