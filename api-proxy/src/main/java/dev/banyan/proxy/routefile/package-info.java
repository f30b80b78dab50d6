/** Route files: reading, checking, importing, loading again while the proxy runs. */
@NullMarked
package dev.banyan.proxy.routefile;

import org.jspecify.annotations.NullMarked;
