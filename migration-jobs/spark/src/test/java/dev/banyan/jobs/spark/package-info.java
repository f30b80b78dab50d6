/** The backfill on Spark, in this JVM and in executors of their own. */
@NullMarked
package dev.banyan.jobs.spark;

import org.jspecify.annotations.NullMarked;
