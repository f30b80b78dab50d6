/** A collection: its reads, its writes and its indexes. */
@NullMarked
package dev.banyan.localcloud.mongo.collection;

import org.jspecify.annotations.NullMarked;
