/** The data plane: a request in, a request to a side, its answer back. */
@NullMarked
package dev.banyan.proxy.forward;

import org.jspecify.annotations.NullMarked;
