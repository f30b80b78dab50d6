package dev.banyan.jobs.plan;

import java.util.List;
import java.util.Locale;

/** What a colleague would say about a mapping that is written in Java. */
final class JavaAdvice {

  private JavaAdvice() {}

  static void add(long unsteady, long overLimit, List<String> advice) {
    if (unsteady > 0) {
      advice.add(
          String.format(
              Locale.ROOT,
              "%,d documents became other items when they were mapped again: take clocks, random numbers and what else changes out of the mapping",
              unsteady));
    }
    if (overLimit > 0) {
      advice.add(
          "items above 400 KB: let the mapping make smaller ones; only a mapping file can offload or split them");
    }
    advice.add("the mapping is written in Java: which fields it leaves out is not known");
  }
}
