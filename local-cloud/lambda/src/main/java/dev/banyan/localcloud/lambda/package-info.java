/**
 * Runs the functions of an AWS SAM template on this machine, each environment in a JVM of its own.
 */
@NullMarked
package dev.banyan.localcloud.lambda;

import org.jspecify.annotations.NullMarked;
