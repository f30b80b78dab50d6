/** One class per subcommand: options in, output for a person or a script out. */
@NullMarked
package dev.banyan.cli.command;

import org.jspecify.annotations.NullMarked;
