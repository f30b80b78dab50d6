/** The API proxy's process: start, configuration, assembly, stop. */
@NullMarked
package dev.banyan.proxy;

import org.jspecify.annotations.NullMarked;
