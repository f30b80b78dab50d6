package dev.banyan.capture.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt name probably means. */
public final class NearestName {

  private NearestName() {}

  /** A hint such as {@code ; did you mean 'subject'?}, or nothing if no name is near. */
  public static String hint(String wrong, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt((String name) -> distance(wrong, name)).thenComparing(n -> n))
        .filter(name -> distance(wrong, name) <= Math.max(2, wrong.length() / 2))
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("");
  }

  /** Levenshtein's edit distance, without regard to case. */
  private static int distance(String one, String two) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = two.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        diagonal = row[j];
        row[j] = Math.min(cost, Math.min(row[j] + 1, row[j - 1] + 1));
      }
    }
    return row[b.length()];
  }
}
