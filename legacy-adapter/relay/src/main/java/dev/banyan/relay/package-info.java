/** The sidecar: a relay as a process of its own, beside a monolith on any stack. */
@NullMarked
package dev.banyan.relay;

import org.jspecify.annotations.NullMarked;
