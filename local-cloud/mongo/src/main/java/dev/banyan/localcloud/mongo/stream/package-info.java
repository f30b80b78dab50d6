/** Change streams: places in the log, told as events. */
@NullMarked
package dev.banyan.localcloud.mongo.stream;

import org.jspecify.annotations.NullMarked;
