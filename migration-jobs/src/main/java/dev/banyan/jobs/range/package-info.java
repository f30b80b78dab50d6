/** A collection in ranges of {@code _id}, and reading one in order. */
@NullMarked
package dev.banyan.jobs.range;

import org.jspecify.annotations.NullMarked;
