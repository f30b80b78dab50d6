/** Who follows whom. */
@NullMarked
package dev.banyan.sample.follow;

import org.jspecify.annotations.NullMarked;
