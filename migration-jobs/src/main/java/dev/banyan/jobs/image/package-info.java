/** How each BSON value looks in DynamoDB, exactly and reversibly. */
@NullMarked
package dev.banyan.jobs.image;

import org.jspecify.annotations.NullMarked;
