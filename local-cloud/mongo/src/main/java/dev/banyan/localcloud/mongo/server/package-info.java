/** Connections, and the commands of the server as a whole. */
@NullMarked
package dev.banyan.localcloud.mongo.server;

import org.jspecify.annotations.NullMarked;
