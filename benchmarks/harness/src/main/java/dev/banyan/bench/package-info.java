/** Candidates in processes of their own, interleaved rounds, one report. */
@NullMarked
package dev.banyan.bench;

import org.jspecify.annotations.NullMarked;
