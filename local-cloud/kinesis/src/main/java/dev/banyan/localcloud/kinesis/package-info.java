/** A local stand-in for Amazon Kinesis Data Streams that unmodified AWS SDK clients talk to. */
@NullMarked
package dev.banyan.localcloud.kinesis;

import org.jspecify.annotations.NullMarked;
