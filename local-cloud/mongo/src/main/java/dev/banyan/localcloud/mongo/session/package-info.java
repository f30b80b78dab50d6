/** Sessions of clients, with their transaction and their retryable write. */
@NullMarked
package dev.banyan.localcloud.mongo.session;

import org.jspecify.annotations.NullMarked;
