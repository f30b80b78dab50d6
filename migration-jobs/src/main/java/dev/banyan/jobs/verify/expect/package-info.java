/**
 * What items a document must have, read from the mapping file's description a second time; shares
 * no code with the mapping's encoder.
 */
@NullMarked
package dev.banyan.jobs.verify.expect;

import org.jspecify.annotations.NullMarked;
