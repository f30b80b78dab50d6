/** Requests and answers of the HTTP API, with tokens and watermarks as the monolith has them. */
@NullMarked
package dev.banyan.stream.http;

import org.jspecify.annotations.NullMarked;
