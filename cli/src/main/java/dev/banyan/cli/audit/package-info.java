/** Compares what both sides store and answer with the model. */
@NullMarked
package dev.banyan.cli.audit;

import org.jspecify.annotations.NullMarked;
