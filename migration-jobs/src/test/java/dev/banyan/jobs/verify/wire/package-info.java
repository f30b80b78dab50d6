/** Tests of this package. */
@NullMarked
package dev.banyan.jobs.verify.wire;

import org.jspecify.annotations.NullMarked;
