/** Clients of a run that is up. */
@NullMarked
package dev.banyan.cli.run;

import org.jspecify.annotations.NullMarked;
