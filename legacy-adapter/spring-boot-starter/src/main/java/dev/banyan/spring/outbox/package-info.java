/** The outbox inside Spring's transactions. */
@NullMarked
package dev.banyan.spring.outbox;

import org.jspecify.annotations.NullMarked;
