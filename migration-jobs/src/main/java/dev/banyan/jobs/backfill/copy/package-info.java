/** Copies the documents of any source through a mapping into any destination. */
@NullMarked
package dev.banyan.jobs.backfill.copy;

import org.jspecify.annotations.NullMarked;
