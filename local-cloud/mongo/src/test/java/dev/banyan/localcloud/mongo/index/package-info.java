/** Tests of the order of index keys. */
@NullMarked
package dev.banyan.localcloud.mongo.index;

import org.jspecify.annotations.NullMarked;
