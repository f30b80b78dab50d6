/** The local stack's stores, without the rest of it. */
@NullMarked
package dev.banyan.bench.standins;

import org.jspecify.annotations.NullMarked;
