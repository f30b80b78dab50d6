/** Correlation of requests, and the positions of their writes, for servlet and WebFlux. */
@NullMarked
package dev.banyan.spring.request;

import org.jspecify.annotations.NullMarked;
