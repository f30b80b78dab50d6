/** Tests of plans. */
@NullMarked
package dev.banyan.jobs.plan;

import org.jspecify.annotations.NullMarked;
