package dev.banyan.jobs.image;

import org.jspecify.annotations.Nullable;

/**
 * A value has no image, or the bytes are not BSON. Thrown and caught inside the encoding of one
 * document, so it has no stack trace: refusals may come by the million.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int position;
  private final @Nullable String path;

  /**
   * @param position of the value's first byte, or of the byte that is wrong, in the array
   */
  public RefusedException(int position, String reason) {
    super(reason, null, false, false);
    this.position = position;
    this.path = null;
  }

  /**
   * For what is not there, and so has no position.
   *
   * @param path of the value, dotted
   */
  public RefusedException(String path, String reason) {
    super(reason, null, false, false);
    this.position = -1;
    this.path = path;
  }

  /** The value's path, or null if only its position is known. */
  public @Nullable String path() {
    return path;
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
