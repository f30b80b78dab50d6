/** The relay inside a Spring Boot application: auto-configuration and its properties. */
@NullMarked
package dev.banyan.spring;

import org.jspecify.annotations.NullMarked;
