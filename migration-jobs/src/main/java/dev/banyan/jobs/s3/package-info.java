/** Items as gzipped DynamoDB JSON files for a table import. */
@NullMarked
package dev.banyan.jobs.s3;

import org.jspecify.annotations.NullMarked;
