package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;

/** The answer to a {@link WireRequest}, in the same form of message. */
public record WireReply(int requestId, int responseTo, Document body, boolean legacy) {}
