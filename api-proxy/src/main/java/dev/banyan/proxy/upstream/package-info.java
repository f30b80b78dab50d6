/** The two sides as HTTP servers. */
@NullMarked
package dev.banyan.proxy.upstream;

import org.jspecify.annotations.NullMarked;
