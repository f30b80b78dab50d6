/** Items into DynamoDB as bytes: prebuilt requests, signed and sent without blocking. */
@NullMarked
package dev.banyan.jobs.backfill.wire;

import org.jspecify.annotations.NullMarked;
