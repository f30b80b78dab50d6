/** Tests of the backfill of capabilities. */
@NullMarked
package dev.banyan.jobs.backfill.capability;

import org.jspecify.annotations.NullMarked;
