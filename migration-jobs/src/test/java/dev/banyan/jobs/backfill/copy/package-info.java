/** Tests. */
@NullMarked
package dev.banyan.jobs.backfill.copy;

import org.jspecify.annotations.NullMarked;
