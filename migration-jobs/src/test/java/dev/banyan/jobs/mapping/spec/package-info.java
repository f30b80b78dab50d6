/** Tests of mapping files as they are read. */
@NullMarked
package dev.banyan.jobs.mapping.spec;

import org.jspecify.annotations.NullMarked;
