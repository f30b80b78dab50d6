/** Tests. */
@NullMarked
package dev.banyan.jobs.dump;

import org.jspecify.annotations.NullMarked;
