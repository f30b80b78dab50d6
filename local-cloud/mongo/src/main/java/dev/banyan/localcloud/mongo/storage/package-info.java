/** Documents in their versions, and the transactions that write them. */
@NullMarked
package dev.banyan.localcloud.mongo.storage;

import org.jspecify.annotations.NullMarked;
