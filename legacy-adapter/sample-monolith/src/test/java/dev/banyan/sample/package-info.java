/** The application over real HTTP, on an embedded MongoDB and on a real one. */
@NullMarked
package dev.banyan.sample;

import org.jspecify.annotations.NullMarked;
