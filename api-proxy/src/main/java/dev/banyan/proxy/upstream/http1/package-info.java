/** Connections to sides in HTTP/1.1, kept per event loop and used without a detour. */
@NullMarked
package dev.banyan.proxy.upstream.http1;

import org.jspecify.annotations.NullMarked;
