package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.stream.DeadLetter;
import java.util.function.Consumer;

/**
 * Where a copy keeps its own records.
 *
 * @param deadLetters sets one aside, durably when it returns; called by several threads
 */
public record CopyStores(CheckpointStore checkpoints, Consumer<DeadLetter> deadLetters) {}
