/** Events into a sink that acknowledges at once: ours, plain PutRecords, the KPL. */
@NullMarked
package dev.banyan.bench.publish;

import org.jspecify.annotations.NullMarked;
