package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code batchItemFailures}, as in <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html">Reporting
 * batch item failures</a>.
 */
final class BatchResponse {

  private static final ObjectMapper JSON = new ObjectMapper();

  private BatchResponse() {}

  /**
   * @return the identifiers that the function reported as failed; empty if the whole batch counts
   *     as failed, which is so for an answer that is malformed or names what is not in the batch
   */
  static Optional<Set<String>> failures(byte[] payload, Collection<String> batch) {
    JsonNode list;
    try {
      list = JSON.readTree(payload).path("batchItemFailures");
    } catch (IOException e) {
      return Optional.empty();
    }
    if (list.isMissingNode() || list.isNull()) {
      return Optional.of(Set.of());
    }
    return list.isArray() ? identifiers(list, batch) : Optional.empty();
  }

  private static Optional<Set<String>> identifiers(JsonNode list, Collection<String> batch) {
    Set<String> failed = new HashSet<>();
    for (JsonNode each : list) {
      String identifier = each.path("itemIdentifier").asText("");
      if (!batch.contains(identifier)) {
        return Optional.empty();
      }
      failed.add(identifier);
    }
    return Optional.of(failed);
  }
}
