/** What Lambda discarded becomes dead letters with payload, cause and position. */
@NullMarked
package dev.banyan.operations;

import org.jspecify.annotations.NullMarked;
