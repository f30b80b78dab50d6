/** Reads a SAM template: YAML, intrinsic functions, parameters, globals. */
@NullMarked
package dev.banyan.localcloud.lambda.template;

import org.jspecify.annotations.NullMarked;
