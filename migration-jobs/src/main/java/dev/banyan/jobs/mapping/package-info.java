/** What a document becomes in a table. */
@NullMarked
package dev.banyan.jobs.mapping;

import org.jspecify.annotations.NullMarked;
