package dev.banyan.localcloud.lambda.mapping;

/**
 * An event source mapping at one moment.
 *
 * @param source stream, table or queue
 * @param shards that are being read; for a queue the number of pollers
 * @param iteratorAgeMillis age of the oldest record that was read but is not done, or how far
 *     reading is behind; 0 if all is done. Always 0 for a queue
 * @param handled records that the function took
 * @param failures batches that failed as a whole or in part
 * @param discarded records that were given up; the on-failure destination knows of them
 * @param filtered records that passed no filter
 * @param lastError empty if there was none
 */
public record MappingStatus(
    String id,
    String source,
    int shards,
    long iteratorAgeMillis,
    long handled,
    long failures,
    long discarded,
    long filtered,
    String lastError) {}
