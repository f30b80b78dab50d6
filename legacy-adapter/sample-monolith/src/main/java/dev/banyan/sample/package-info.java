/** A small social network: users follow each other, post, and read a home feed. */
@NullMarked
package dev.banyan.sample;

import org.jspecify.annotations.NullMarked;
