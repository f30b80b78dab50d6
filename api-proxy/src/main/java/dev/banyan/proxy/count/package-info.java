/** What the proxy counts. */
@NullMarked
package dev.banyan.proxy.count;

import org.jspecify.annotations.NullMarked;
