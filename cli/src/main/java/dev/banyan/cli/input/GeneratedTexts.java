package dev.banyan.cli.input;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Texts as DeathStarBench's social network composes them: 256 characters on average, here 128 to
 * 384 with equal chances.
 */
public final class GeneratedTexts implements PostTexts {

  private static final int SHORTEST = 128;
  private static final int LONGEST = 384;

  private static final List<String> WORDS =
      List.of(
          ("morning harbour quiet letter river garden window market lantern orchard winter story"
                  + " music bridge copper planet silver engine basket summer kitchen thunder meadow"
                  + " pocket island travel signal bottle mountain whisper corner candle forest"
                  + " paper rocket butter shadow station ribbon velvet the a of and to in that with"
                  + " for on before after every some never always again between without under")
              .split(" "));

  private final int count;
  private final long seed;

  GeneratedTexts(int count, long seed) {
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative, but is " + count);
    }
    this.count = count;
    this.seed = seed;
  }

  @Override
  public void forEach(Consumer<String> consumer) {
    var random = new Random(seed);
    for (int i = 0; i < count; i++) {
      consumer.accept(text(random));
    }
  }

  /** One text: letters, blanks and full stops only. */
  public static String text(Random random) {
    int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
    var text = new StringBuilder(length + 16);
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    text.setLength(length - 1);
    return text.append('.').toString();
  }
}
