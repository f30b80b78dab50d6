/** Plans for queries, and the scans that carry them out. */
@NullMarked
package dev.banyan.localcloud.mongo.query;

import org.jspecify.annotations.NullMarked;
