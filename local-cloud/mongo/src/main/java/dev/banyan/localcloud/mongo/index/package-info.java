/** Ordered indexes over the rows of a collection. */
@NullMarked
package dev.banyan.localcloud.mongo.index;

import org.jspecify.annotations.NullMarked;
