/** Open-loop traffic, and the model of what it was promised. */
@NullMarked
package dev.banyan.cli.load;

import org.jspecify.annotations.NullMarked;
