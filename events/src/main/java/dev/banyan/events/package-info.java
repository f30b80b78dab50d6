/**
 * What travels between the monolith and the services: envelopes, versions, buckets, aggregation.
 */
@NullMarked
package dev.banyan.events;

import org.jspecify.annotations.NullMarked;
