/** Explicit domain events, stored in the transaction that changes the state. */
@NullMarked
package dev.banyan.capture.outbox;

import org.jspecify.annotations.NullMarked;
