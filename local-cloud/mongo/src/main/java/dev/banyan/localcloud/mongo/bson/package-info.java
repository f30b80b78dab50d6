/** Documents as BSON bytes and the order of their values. */
@NullMarked
package dev.banyan.localcloud.mongo.bson;

import org.jspecify.annotations.NullMarked;
