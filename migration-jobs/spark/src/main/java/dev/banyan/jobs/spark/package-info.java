/** The backfill as an application of Apache Spark. */
@NullMarked
package dev.banyan.jobs.spark;

import org.jspecify.annotations.NullMarked;
