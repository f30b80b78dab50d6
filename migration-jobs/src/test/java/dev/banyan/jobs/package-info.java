/** Fixtures of the jobs' tests. */
@NullMarked
package dev.banyan.jobs;

import org.jspecify.annotations.NullMarked;
