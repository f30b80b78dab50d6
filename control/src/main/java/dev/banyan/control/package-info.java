/** Capabilities and their stages: one record each, its guards, its evidence and its audit log. */
@NullMarked
package dev.banyan.control;

import org.jspecify.annotations.NullMarked;
