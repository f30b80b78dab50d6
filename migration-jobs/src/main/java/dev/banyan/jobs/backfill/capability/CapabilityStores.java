package dev.banyan.jobs.backfill.capability;

import com.mongodb.client.MongoDatabase;
import dev.banyan.control.ControlStore;
import dev.banyan.jobs.backfill.batch.BatchStore;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.stream.DeadLetterTable;
import java.util.function.Supplier;

/**
 * What a capability's backfill reads, writes and keeps its records in.
 *
 * @param source the monolith's database
 * @param tables opens DynamoDB's tables, insert-if-absent, for one phase, which closes them
 */
public record CapabilityStores(
    MongoDatabase source,
    Supplier<ItemDestination> tables,
    BatchStore jobs,
    ControlStore control,
    DeadLetterTable deadLetters) {}
