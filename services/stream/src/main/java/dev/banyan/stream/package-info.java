/** What every function needs: batches in order, watermarks, dead letters and versioned writes. */
@NullMarked
package dev.banyan.stream;

import org.jspecify.annotations.NullMarked;
