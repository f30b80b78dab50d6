/** The changes of all collections in the order of their cluster time. */
@NullMarked
package dev.banyan.localcloud.mongo.log;

import org.jspecify.annotations.NullMarked;
