/** Results that clients fetch batch by batch. */
@NullMarked
package dev.banyan.localcloud.mongo.cursor;

import org.jspecify.annotations.NullMarked;
