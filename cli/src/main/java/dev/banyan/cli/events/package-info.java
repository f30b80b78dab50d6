/** {@code banyan events}: looks at what capture publishes, and mends a gap in it. */
@NullMarked
package dev.banyan.cli.events;

import org.jspecify.annotations.NullMarked;
