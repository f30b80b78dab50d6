/** Event source mappings from Kinesis, DynamoDB Streams and SQS to functions. */
@NullMarked
package dev.banyan.localcloud.lambda.mapping;

import org.jspecify.annotations.NullMarked;
