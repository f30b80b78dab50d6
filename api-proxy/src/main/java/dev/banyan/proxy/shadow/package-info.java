/** Copies of reads for serverless, and how its answers differ. */
@NullMarked
package dev.banyan.proxy.shadow;

import org.jspecify.annotations.NullMarked;
