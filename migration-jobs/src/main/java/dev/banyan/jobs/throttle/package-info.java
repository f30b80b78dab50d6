/** How fast a job may go, and why it is not faster. */
@NullMarked
package dev.banyan.jobs.throttle;

import org.jspecify.annotations.NullMarked;
