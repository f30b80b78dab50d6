/** Which route a request is of, and which side answers it: pure code over immutable data. */
@NullMarked
package dev.banyan.proxy.route;

import org.jspecify.annotations.NullMarked;
