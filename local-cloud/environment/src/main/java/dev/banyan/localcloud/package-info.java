/** Everything that a monolith is moving to, and its database, in one JVM on one laptop. */
@NullMarked
package dev.banyan.localcloud;

import org.jspecify.annotations.NullMarked;
