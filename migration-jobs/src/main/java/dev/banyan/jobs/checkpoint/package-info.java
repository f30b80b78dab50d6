/** How far each range of a job is durably done. */
@NullMarked
package dev.banyan.jobs.checkpoint;

import org.jspecify.annotations.NullMarked;
