/** The door: accepted connections, TLS, and what is known of who knocks. */
@NullMarked
package dev.banyan.proxy.listen;

import org.jspecify.annotations.NullMarked;
