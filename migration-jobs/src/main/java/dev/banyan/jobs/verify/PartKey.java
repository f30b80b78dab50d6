package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.expect.ItemKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a part of an item above 400 KB: the item's sort key with {@code #part-00000} and so on
 * behind.
 *
 * @param whole the item's key, under which nothing stands
 * @param number from 0 on
 */
record PartKey(ItemKey whole, int number) {

  private static final Pattern PART = Pattern.compile("(.*)#part-([0-9]{5})", Pattern.DOTALL);

  /** Of a key that looks like one; it may be an item's own all the same. */
  static Optional<PartKey> of(ItemKey key) {
    Matcher matcher = PART.matcher(String.valueOf(key.sort()));
    return matcher.matches()
        ? Optional.of(
            new PartKey(
                new ItemKey(key.partition(), matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /** The first part's key, under which the item is claimed. */
  ItemKey first() {
    return new ItemKey(whole.partition(), whole.sort() + "#part-00000");
  }
}
