/** Spring Cloud Gateway as a candidate. */
@NullMarked
package dev.banyan.bench.scg;

import org.jspecify.annotations.NullMarked;
