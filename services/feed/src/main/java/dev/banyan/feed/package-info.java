/** Home feeds: edges, posts and timelines, fan-out on write, celebrities merged on read. */
@NullMarked
package dev.banyan.feed;

import org.jspecify.annotations.NullMarked;
