/** Upstreams on AWS: requests that are signed, and functions that are invoked directly. */
@NullMarked
package dev.banyan.proxy.upstream.lambda;

import org.jspecify.annotations.NullMarked;
