package dev.banyan.jobs.backfill;

import dev.banyan.control.ControlStore;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.stream.DeadLetter;
import java.util.function.Consumer;

/**
 * Where a backfill keeps its own records.
 *
 * @param deadLetters sets one aside, durably when it returns
 */
public record JobStores(
    CheckpointStore checkpoints, ControlStore control, Consumer<DeadLetter> deadLetters) {}
