/** Following the control store: polls, acknowledgements, the end of a hold. */
@NullMarked
package dev.banyan.proxy.control;

import org.jspecify.annotations.NullMarked;
