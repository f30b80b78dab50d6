/** Whether a canary is worse than legacy, and the way back if it is. */
@NullMarked
package dev.banyan.proxy.canary;

import org.jspecify.annotations.NullMarked;
