/** Capture, positions and correlation for a Spring Boot monolith on the servlet stack. */
@NullMarked
package dev.banyan.spring;

import org.jspecify.annotations.NullMarked;
