package dev.banyan.cli.audit;

import java.util.ArrayList;
import java.util.List;

/** Counts all and keeps the first few. Not thread-safe. */
final class Samples {

  private final List<String> kept = new ArrayList<>();
  private long count;

  void add(String sample) {
    count++;
    if (kept.size() < AuditReport.MAX_SAMPLES) {
      kept.add(sample);
    }
  }

  long count() {
    return count;
  }

  List<String> kept() {
    return kept;
  }
}
