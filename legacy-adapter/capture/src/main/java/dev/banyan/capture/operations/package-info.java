/** What an operator does about capture: copy anew, reconcile, look at lag and at the stream. */
@NullMarked
package dev.banyan.capture.operations;

import org.jspecify.annotations.NullMarked;
