/** Tests. */
@NullMarked
package dev.banyan.jobs.range;

import org.jspecify.annotations.NullMarked;
