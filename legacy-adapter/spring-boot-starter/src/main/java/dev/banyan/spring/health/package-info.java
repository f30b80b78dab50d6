/** The relay's health, for the health endpoints of Spring Boot 3 and 4. */
@NullMarked
package dev.banyan.spring.health;

import org.jspecify.annotations.NullMarked;
