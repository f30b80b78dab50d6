/** Tests. */
@NullMarked
package dev.banyan.jobs.backfill.batch;

import org.jspecify.annotations.NullMarked;
