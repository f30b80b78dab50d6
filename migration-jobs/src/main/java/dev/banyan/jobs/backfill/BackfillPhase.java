package dev.banyan.jobs.backfill;

import dev.banyan.jobs.mapping.CollectionMapping;

/**
 * A collection into a table.
 *
 * @param name inside its capability, part of the names of its checkpoints
 * @param <T> a row's value
 */
public record BackfillPhase<T>(String name, CollectionMapping<T> mapping, ItemTarget<T> target) {}
