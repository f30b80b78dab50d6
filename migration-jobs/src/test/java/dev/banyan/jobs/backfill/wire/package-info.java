/** Tests of the backfill. */
@NullMarked
package dev.banyan.jobs.backfill.wire;

import org.jspecify.annotations.NullMarked;
