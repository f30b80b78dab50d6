/** Moves a capability's data and tells whether both sides agree: the parts that jobs share. */
@NullMarked
package dev.banyan.jobs;

import org.jspecify.annotations.NullMarked;
