/** The migration jobs as the command line runs them: one capability, progress in one line. */
@NullMarked
package dev.banyan.cli.jobs;

import org.jspecify.annotations.NullMarked;
