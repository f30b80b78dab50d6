/** What a mapping file says, as plain records; nothing here encodes or compares. */
@NullMarked
package dev.banyan.jobs.mapping.spec;

import org.jspecify.annotations.NullMarked;
