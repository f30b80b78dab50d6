/** A MongoDB-compatible server inside the JVM, reached only by the ordinary driver. */
@NullMarked
package dev.banyan.localcloud.mongo;

import org.jspecify.annotations.NullMarked;
