/** Logging in: a password becomes a bearer token. */
@NullMarked
package dev.banyan.sample.session;

import org.jspecify.annotations.NullMarked;
