package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;

/**
 * A command from a client.
 *
 * @param legacy whether it came as OP_QUERY, as the first command of a connection may
 * @param expectsReply false for writes that are not acknowledged
 */
public record WireRequest(
    int requestId, String database, Document body, boolean legacy, boolean expectsReply) {}
