/** Compares documents and items until what differs is known to stand. */
@NullMarked
package dev.banyan.jobs.verify;

import org.jspecify.annotations.NullMarked;
