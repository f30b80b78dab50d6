/** Tests. */
@NullMarked
package dev.banyan.jobs.mapping;

import org.jspecify.annotations.NullMarked;
