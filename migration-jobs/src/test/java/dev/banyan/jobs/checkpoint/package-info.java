/** Tests. */
@NullMarked
package dev.banyan.jobs.checkpoint;

import org.jspecify.annotations.NullMarked;
