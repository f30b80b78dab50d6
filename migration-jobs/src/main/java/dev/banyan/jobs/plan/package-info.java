/** What a migration would meet, cost and take, said before anything moves. */
@NullMarked
package dev.banyan.jobs.plan;

import org.jspecify.annotations.NullMarked;
