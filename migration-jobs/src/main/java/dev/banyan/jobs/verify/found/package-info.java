/** Items as the table has them, read from the bytes of DynamoDB's answers. */
@NullMarked
package dev.banyan.jobs.verify.found;

import org.jspecify.annotations.NullMarked;
