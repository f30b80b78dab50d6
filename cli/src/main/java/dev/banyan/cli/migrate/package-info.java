/** Jobs over any collection by a mapping file, as the command line runs them. */
@NullMarked
package dev.banyan.cli.migrate;

import org.jspecify.annotations.NullMarked;
