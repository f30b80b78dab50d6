package dev.banyan.localcloud.mongo.index;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.banyan.localcloud.mongo.bson.BsonOrder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyBytesTest {

  private static final List<IndexKey> KEYS =
      List.of(new IndexKey("a", true), new IndexKey("b", false), new IndexKey("c", true));
  private static final IndexEntry.Order ORDER = IndexEntry.Order.of(KEYS);
  private static final String[] TEXTS = {
    "",
    "\0",
    "\0\0",
    "a",
    "a\0",
    "a\0b",
    "ab",
    "\u007f",
    "\u0080",
    "é",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "\ud83d\ude00",
    "\ud83d\ude00a",
    "\ud83d",
    "a\udc00",
    "al:10",
    "al:9"
  };

  private static @Nullable Object value(Random random) {
    return switch (random.nextInt(24)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(5) - 2;
      case 3 -> random.nextBoolean() ? random.nextInt(3) : random.nextLong();
      case 4 -> random.nextInt(7) / 2.0 - 1;
      case 5 ->
          new double[] {-0.0, Double.NaN, 1e300, -1e17, 9007199254740993.0}[random.nextInt(5)];
      case 6 -> new Decimal128(BigDecimal.valueOf(random.nextInt(9) - 4, random.nextInt(2)));
      case 7 -> Instant.ofEpochMilli(random.nextInt(5) - 2);
      case 8 -> new ObjectId(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) random.nextInt()});
      case 9 -> new UUID(0, random.nextInt(3));
      case 10 -> new Document("x", random.nextInt(2));
      case 11 -> List.of(random.nextInt(2));
      case 12 -> random.nextBoolean() ? BsonOrder.before("a") : BsonOrder.after(1);
      default -> TEXTS[random.nextInt(TEXTS.length)];
    };
  }

  private static IndexEntry entry(Random random) {
    @Nullable Object[] values = new @Nullable Object[random.nextInt(4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(random);
    }
    return random.nextBoolean() ? ORDER.before(values) : ORDER.after(values);
  }

  @Test
  void compare_ofBytes_isThatOfTheValues() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int byBytes = 0;
    for (int i = 0; i < 50_000; i++) {
      IndexEntry left = entry(random);
      IndexEntry right = entry(random);
      int typed = ORDER.compareValues(left, right);
      if (typed != 0) {
        assertThat(Integer.signum(ORDER.compare(left, right)))
            .as("seed %s: %s, %s", seed, Arrays.asList(left.values), Arrays.asList(right.values))
            .isEqualTo(Integer.signum(typed));
      }
      byBytes += assertBytesAgree("seed " + seed, left, right) ? 1 : 0;
    }
    assertThat(byBytes).isGreaterThan(2_500);
  }

  /** False if one of the keys has no bytes. */
  private static boolean assertBytesAgree(String what, IndexEntry left, IndexEntry right) {
    byte[] a = KeyBytes.of(left.values, ORDER.ascending());
    byte[] b = KeyBytes.of(right.values, ORDER.ascending());
    if (a == null || b == null) {
      return false;
    }
    int common = Math.min(a.length, b.length);
    assertThat(Integer.signum(Arrays.compareUnsigned(a, 0, common, b, 0, common)))
        .as("%s: %s, %s", what, Arrays.asList(left.values), Arrays.asList(right.values))
        .isEqualTo(Integer.signum(ORDER.compareValues(left, right)));
    return true;
  }

  /** A text with a 0 in it against a shorter one that something follows, both ways round. */
  @Test
  void compare_ofTextsWithZeros_isThatOfTheValues() {
    @Nullable Object[] followers = {null, "", "\0", "\0b", "b", Long.MIN_VALUE, 0, false};
    String[] texts = {"", "\0", "\0\0", "\0\1", "\1", "a", "a\0", "a\0\0", "a\0b", "a\1", "ab"};
    for (String left : texts) {
      for (String right : texts) {
        for (Object behindLeft : followers) {
          for (Object behindRight : followers) {
            assertThat(assertBytesAgree("followed", key(left, behindLeft), key(right, behindRight)))
                .isTrue();
          }
        }
      }
    }
  }

  private static IndexEntry key(String text, @Nullable Object behind) {
    return ORDER.before(new @Nullable Object[] {text, text, behind});
  }

  @Test
  void compare_isTransitive_alsoAmongKeysWithAndWithoutBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    IndexEntry[] entries = new IndexEntry[300];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = ORDER.before(new @Nullable Object[] {value(random), value(random), i});
    }
    Arrays.sort(entries, ORDER);
    for (int i = 0; i < entries.length; i++) {
      for (int j = i; j < entries.length; j++) {
        assertThat(ORDER.compare(entries[i], entries[j]))
            .as("seed %s: %s, %s", seed, entries[i].values[0], entries[j].values[0])
            .isLessThanOrEqualTo(0);
      }
    }
  }

  @Test
  void texts_standAsTheirUtf8Does() {
    for (String left : TEXTS) {
      for (String right : TEXTS) {
        if (isWellFormed(left) && isWellFormed(right)) {
          int utf8 =
              Arrays.compareUnsigned(
                  left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
          assertThat(Integer.signum(BsonOrder.INSTANCE.compare(left, right)))
              .isEqualTo(Integer.signum(utf8));
        }
      }
    }
  }

  private static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
