/** Functions that the tests run in JVMs of their own. */
@NullMarked
package dev.banyan.localcloud.lambda.handlers;

import org.jspecify.annotations.NullMarked;
