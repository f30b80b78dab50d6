/** Creates the tables, streams and queues that a template declares, and the clients for them. */
@NullMarked
package dev.banyan.localcloud.lambda.resources;

import org.jspecify.annotations.NullMarked;
