/** Wiring: properties, security, MongoDB at start-up. */
@NullMarked
package dev.banyan.sample.config;

import org.jspecify.annotations.NullMarked;
