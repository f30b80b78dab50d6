/** What is allowed on a connection: bytes are checked before the HTTP codec sees them. */
@NullMarked
package dev.banyan.proxy.wire;

import org.jspecify.annotations.NullMarked;
