/** Tests of what items documents must have. */
@NullMarked
package dev.banyan.jobs.verify.expect;

import org.jspecify.annotations.NullMarked;
