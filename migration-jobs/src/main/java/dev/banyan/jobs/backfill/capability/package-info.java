/** The backfill of a capability of the run: its collections one after the other, and evidence. */
@NullMarked
package dev.banyan.jobs.backfill.capability;

import org.jspecify.annotations.NullMarked;
