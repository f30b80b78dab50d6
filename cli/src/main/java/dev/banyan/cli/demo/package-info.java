/** The demonstration: one run from a monolith alone to two capabilities on serverless. */
@NullMarked
package dev.banyan.cli.demo;

import org.jspecify.annotations.NullMarked;
