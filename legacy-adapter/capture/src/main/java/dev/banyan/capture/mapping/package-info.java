/** Which collection becomes which event, and how its fields are found. */
@NullMarked
package dev.banyan.capture.mapping;

import org.jspecify.annotations.NullMarked;
