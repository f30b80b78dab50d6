package dev.banyan.jobs.verify;

import java.util.List;

/**
 * What a repair did.
 *
 * @param written items that were written again from their documents
 * @param newer items that had a version not below the repair's, and were left alone
 * @param removed extra items that became tombstones
 * @param left extra items that were left, because nobody asked to remove them
 * @param refused documents that can have no item
 * @param samples a line each, at most 50
 */
public record RepairReport(
    long written, long newer, long removed, long left, long refused, List<String> samples) {
  public RepairReport {
    samples = List.copyOf(samples);
  }
}
