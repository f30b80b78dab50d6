/** Tests. */
@NullMarked
package dev.banyan.jobs.verify;

import org.jspecify.annotations.NullMarked;
