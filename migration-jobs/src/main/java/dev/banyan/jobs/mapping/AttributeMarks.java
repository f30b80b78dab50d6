package dev.banyan.jobs.mapping;

import java.util.Arrays;

/** Where the attributes of an item stand, relative to its first byte. */
final class AttributeMarks {

  private static final int FIELDS = 4;

  private int[] marks = new int[16 * FIELDS];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int name, int nameLength, int value, int valueLength) {
    int at = count * FIELDS;
    if (at == marks.length) {
      marks = Arrays.copyOf(marks, marks.length * 2);
    }
    marks[at] = name;
    marks[at + 1] = nameLength;
    marks[at + 2] = value;
    marks[at + 3] = valueLength;
    count++;
  }

  int count() {
    return count;
  }

  int name(int attribute) {
    return marks[attribute * FIELDS];
  }

  int nameLength(int attribute) {
    return marks[attribute * FIELDS + 1];
  }

  int value(int attribute) {
    return marks[attribute * FIELDS + 2];
  }

  int valueLength(int attribute) {
    return marks[attribute * FIELDS + 3];
  }
}
