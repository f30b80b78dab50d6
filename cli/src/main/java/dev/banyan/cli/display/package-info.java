/** What a person sees while something long runs. */
@NullMarked
package dev.banyan.cli.display;

import org.jspecify.annotations.NullMarked;
