package dev.banyan.cli.load;

import org.jspecify.annotations.Nullable;

/** Marks a composed text, so that a post is recognised whose id was never answered. */
final class PostTag {

  private PostTag() {}

  static String of(long run, long number) {
    return "[" + Long.toString(run, 36) + "-" + number + "]";
  }

  /** The tag that the text starts with, if any. */
  static @Nullable String in(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') : -1;
    return end < 0 ? null : text.substring(0, end + 1);
  }
}
