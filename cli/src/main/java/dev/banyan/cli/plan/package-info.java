/** {@code banyan plan}: looks at collections through a mapping before anything moves. */
@NullMarked
package dev.banyan.cli.plan;

import org.jspecify.annotations.NullMarked;
