/** Which configuration keys there are, and what a misspelt one probably means. */
@NullMarked
package dev.banyan.spring.keys;

import org.jspecify.annotations.NullMarked;
