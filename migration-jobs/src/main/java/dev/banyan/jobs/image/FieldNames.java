package dev.banyan.jobs.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether the fields of a document can be the entries of a map: each name once, none empty, none
 * that is no text, none that would be taken for a tag. Reused; confined to one thread.
 */
public final class FieldNames {

  /** An attribute name's limit in bytes. */
  private static final int LONGEST = 65_535;

  private byte[][] holders = new byte[64][];
  private int[] offsets = new int[64];
  private int[] lengths = new int[64];
  private int[] rounds = new int[64];
  private int round;
  private int count;

  /** Forgets all names. */
  public void clear() {
    count = 0;
    if (++round == 0) {
      Arrays.fill(rounds, 0);
      round = 1;
    }
  }

  /** Adds a name; false if it is there already. */
  public boolean add(byte[] bytes, int at, int length) {
    if (2 * (count + 1) > rounds.length) {
      grow();
    }
    int mask = rounds.length - 1;
    int slot = NameTable.hash(bytes, at, length) & mask;
    for (; rounds[slot] == round; slot = (slot + 1) & mask) {
      if (lengths[slot] == length
          && Arrays.equals(
              bytes, at, at + length, holders[slot], offsets[slot], offsets[slot] + length)) {
        return false;
      }
    }
    put(slot, bytes, at, length);
    count++;
    return true;
  }

  private void put(int slot, byte[] bytes, int at, int length) {
    rounds[slot] = round;
    holders[slot] = bytes;
    offsets[slot] = at;
    lengths[slot] = length;
  }

  private void grow() {
    byte[][] oldHolders = holders;
    int[] oldOffsets = offsets;
    int[] oldLengths = lengths;
    int[] oldRounds = rounds;
    holders = new byte[2 * oldHolders.length][];
    offsets = new int[holders.length];
    lengths = new int[holders.length];
    rounds = new int[holders.length];
    for (int i = 0; i < oldRounds.length; i++) {
      if (oldRounds[i] == round) {
        int slot = NameTable.hash(oldHolders[i], oldOffsets[i], oldLengths[i]);
        for (slot &= rounds.length - 1; rounds[slot] == round; ) {
          slot = (slot + 1) & (rounds.length - 1);
        }
        put(slot, oldHolders[i], oldOffsets[i], oldLengths[i]);
      }
    }
  }

  /** Whether a name can be an entry's; says nothing of duplicates. */
  public static boolean usable(byte[] name, int at, int length) {
    return length > 0 && length <= LONGEST && Utf8.valid(name, at, length);
  }

  /**
   * Whether a nested document can be a map.
   *
   * @param start of the first element
   * @param end of the last
   */
  boolean regular(byte[] bytes, int start, int end, @Nullable TypeTree tree) {
    clear();
    int next = start;
    while (next < end) {
      int name = next + 1;
      int nameEnd = BsonScan.nameEnd(bytes, name, end);
      next = BsonScan.valueEnd(bytes, bytes[next] & 0xff, nameEnd + 1, end);
      TypeTree field = TypeTree.field(tree, bytes, name, nameEnd - name);
      if (field == null || !field.dropped()) {
        byte[] renamed = field == null ? null : field.renamed();
        boolean fits =
            renamed == null ? fits(bytes, name, nameEnd - name) : fits(renamed, 0, renamed.length);
        if (!fits) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean fits(byte[] name, int at, int length) {
    return usable(name, at, length) && !Tag.isName(name, at, length) && add(name, at, length);
  }

  /** Whether the elements of an array are named 0, 1, 2 and so on, as they should be. */
  static boolean counted(byte[] bytes, int start, int end) {
    int next = start;
    for (int index = 0; next < end; index++) {
      int nameEnd = BsonScan.nameEnd(bytes, next + 1, end);
      if (!isIndex(bytes, next + 1, nameEnd, index)) {
        return false;
      }
      next = BsonScan.valueEnd(bytes, bytes[next] & 0xff, nameEnd + 1, end);
    }
    return true;
  }

  private static boolean isIndex(byte[] bytes, int start, int end, int index) {
    int rest = index;
    for (int at = end - 1; at >= start; at--) {
      if (bytes[at] != '0' + rest % 10 || (rest == 0 && at != end - 1)) {
        return false;
      }
      rest /= 10;
    }
    return rest == 0 && end > start;
  }
}
