package dev.banyan.cli.input;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Texts for posts, in a fixed order; each call starts again from the first one. */
public interface PostTexts {

  /**
   * Hands out all texts, none of them blank, without holding more than one.
   *
   * @throws InputException if they cannot be read
   */
  void forEach(Consumer<String> consumer);

  /** The bodies of a Stack Exchange {@code Posts.xml} or {@code Posts.xml.gz}, as plain text. */
  static PostTexts stackExchange(Path file) {
    return new StackExchangeTexts(new InputFile(file));
  }

  /** Texts of 256 characters on average, the same for the same seed. */
  static PostTexts generated(int count, long seed) {
    return new GeneratedTexts(count, seed);
  }
}
