/** Claim checks: the data of events that no record can carry, kept in S3. */
@NullMarked
package dev.banyan.events.claim;

import org.jspecify.annotations.NullMarked;
