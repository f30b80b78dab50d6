/** What mongodump wrote, as a source of documents. */
@NullMarked
package dev.banyan.jobs.dump;

import org.jspecify.annotations.NullMarked;
