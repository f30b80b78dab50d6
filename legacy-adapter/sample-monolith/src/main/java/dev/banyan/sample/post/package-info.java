/** Short texts and the timeline of one author. */
@NullMarked
package dev.banyan.sample.post;

import org.jspecify.annotations.NullMarked;
