/**
 * What a running proxy and its route files say: routes, explanations, shadow and canary reports.
 */
@NullMarked
package dev.banyan.cli.routing;

import org.jspecify.annotations.NullMarked;
