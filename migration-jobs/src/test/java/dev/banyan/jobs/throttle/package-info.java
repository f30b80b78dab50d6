/** Tests. */
@NullMarked
package dev.banyan.jobs.throttle;

import org.jspecify.annotations.NullMarked;
