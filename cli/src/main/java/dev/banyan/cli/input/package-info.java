/**
 * What a demonstration starts from: a social graph and texts, and how they get into the monolith.
 */
@NullMarked
package dev.banyan.cli.input;

import org.jspecify.annotations.NullMarked;
