/** A local stand-in for Amazon SQS standard queues that unmodified AWS SDK clients talk to. */
@NullMarked
package dev.banyan.localcloud.sqs;

import org.jspecify.annotations.NullMarked;
