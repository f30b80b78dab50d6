/** Tests. */
@NullMarked
package dev.banyan.jobs.s3;

import org.jspecify.annotations.NullMarked;
