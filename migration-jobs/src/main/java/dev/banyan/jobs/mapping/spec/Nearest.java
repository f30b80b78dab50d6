package dev.banyan.jobs.mapping.spec;

import java.util.Comparator;
import java.util.List;

/** The word that was probably meant. */
final class Nearest {

  private Nearest() {}

  static String hint(String word, List<String> known) {
    return known.stream()
            .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
            .filter(best -> distance(word, best) <= Math.max(2, word.length() / 2))
            .map(best -> ", did you mean '" + best + "'?")
            .orElse(".")
        + " Known: "
        + String.join(", ", known);
  }

  /** Levenshtein's distance, by one row. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + cost);
        diagonal = row[j];
        row[j] = next;
      }
    }
    return row[b.length()];
  }
}
