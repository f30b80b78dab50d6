/** Who may not yet read from serverless, because their own write may not be there. */
@NullMarked
package dev.banyan.proxy.ownwrites;

import org.jspecify.annotations.NullMarked;
