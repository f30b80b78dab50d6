/** Execution environments: child JVMs with the real Lambda runtime against a local Runtime API. */
@NullMarked
package dev.banyan.localcloud.lambda.runtime;

import org.jspecify.annotations.NullMarked;
