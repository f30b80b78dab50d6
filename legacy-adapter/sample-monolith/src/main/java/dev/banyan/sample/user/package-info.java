/** Registration and profiles. */
@NullMarked
package dev.banyan.sample.user;

import org.jspecify.annotations.NullMarked;
