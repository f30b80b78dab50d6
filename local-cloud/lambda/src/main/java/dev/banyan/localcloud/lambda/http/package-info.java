/** The HTTP API in front of functions, with payload format 2.0. */
@NullMarked
package dev.banyan.localcloud.lambda.http;

import org.jspecify.annotations.NullMarked;
