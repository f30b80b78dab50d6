package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A record on its way to a function.
 *
 * @param orderKey records with the same one are handled in order
 * @param arrival when the stream took it
 * @param json its entry in the event's {@code Records}
 * @param filterView what filter patterns are applied to
 */
record SourceRecord(
    String sequenceNumber,
    String orderKey,
    Instant arrival,
    byte[] json,
    Supplier<JsonNode> filterView) {}
