/** The home feed: the posts of everybody that the caller follows. */
@NullMarked
package dev.banyan.sample.feed;

import org.jspecify.annotations.NullMarked;
