package dev.banyan.jobs.backfill.copy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.DocumentMapping;
import java.util.function.Supplier;

/**
 * What is copied where.
 *
 * @param job its name, also a directory's: lower-case letters, digits, dots and dashes
 * @param floor asked for before the first read of a job that is begun
 */
public record CopyTask(
    String job,
    DocumentMapping mapping,
    DocumentSource source,
    ItemDestination destination,
    Supplier<SourceVersion> floor) {}
