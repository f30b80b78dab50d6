package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.DeadLetterSink;

/** Where a copy keeps its own records. */
public record CopyStores(CheckpointStore checkpoints, DeadLetterSink deadLetters) {}
