package dev.banyan.control;

/**
 * One condition of a transition, as it was found.
 *
 * @param name what is asked, in a few words
 * @param passed whether it holds
 * @param detail the figures, or what to do so that it holds
 */
public record Guard(String name, boolean passed, String detail) {

  /** A condition that holds. */
  public static Guard passed(String name, String detail) {
    return new Guard(name, true, detail);
  }

  /** A condition that does not hold, with the remedy. */
  public static Guard refused(String name, String remedy) {
    return new Guard(name, false, remedy);
  }
}
