package dev.banyan.jobs.verify;

import java.util.Map;

/** What a mapped comparison reads. */
record MappedSides(
    VerificationSource source,
    Map<String, TableReads> tables,
    LargeReads large,
    Counted counted,
    int documentsPerRange) {
  MappedSides {
    tables = Map.copyOf(tables);
  }
}
