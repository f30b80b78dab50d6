/** Options that several commands take. */
@NullMarked
package dev.banyan.cli.option;

import org.jspecify.annotations.NullMarked;
