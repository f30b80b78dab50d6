/** Proxies in front of a fast upstream: ours, Spring Cloud Gateway, nginx, HAProxy. */
@NullMarked
package dev.banyan.bench.proxy;

import org.jspecify.annotations.NullMarked;
