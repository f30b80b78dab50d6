package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Records for tests; the JSON of one is its number. */
final class Records {

  static final Instant ARRIVAL = Instant.parse("2026-11-21T00:00:00Z");

  private Records() {}

  static SourceRecord record(int number) {
    return record(number, "key-" + number);
  }

  static SourceRecord record(int number, String orderKey) {
    return new SourceRecord(
        Integer.toString(number),
        orderKey,
        ARRIVAL.plusSeconds(number),
        Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
        NullNode::getInstance);
  }

  static List<SourceRecord> records(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Records::record).toList();
  }
}
