/** The processes of a local run: embedded cloud, monolith and proxy, started and stopped as one. */
@NullMarked
package dev.banyan.cli.stack;

import org.jspecify.annotations.NullMarked;
