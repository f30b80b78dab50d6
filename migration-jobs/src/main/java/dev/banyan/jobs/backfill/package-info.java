/** How a backfill fares and how it ended, whatever it copies. */
@NullMarked
package dev.banyan.jobs.backfill;

import org.jspecify.annotations.NullMarked;
