package dev.banyan.capture.operations;

import dev.banyan.events.Event;
import java.time.Instant;

/**
 * An event as the stream holds it.
 *
 * @param shard that holds it
 * @param sequenceNumber of the Kinesis record that carries it
 * @param arrived when Kinesis took it
 */
public record StreamedEvent(Event event, String shard, String sequenceNumber, Instant arrived) {}
