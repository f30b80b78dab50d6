/** The relay: tails a MongoDB change stream and publishes what was committed, in order. */
@NullMarked
package dev.banyan.capture;

import org.jspecify.annotations.NullMarked;
