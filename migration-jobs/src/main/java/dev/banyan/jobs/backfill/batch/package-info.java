/** The backfill as a job of Spring Batch: steps, partitions and restart state in its repository. */
@NullMarked
package dev.banyan.jobs.backfill.batch;

import org.jspecify.annotations.NullMarked;
