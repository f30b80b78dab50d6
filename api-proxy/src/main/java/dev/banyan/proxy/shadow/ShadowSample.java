package dev.banyan.proxy.shadow;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pair of answers that differed.
 *
 * @param route method and template
 * @param path of the request, without its query, secrets masked
 * @param query of the request, secrets masked
 * @param correlation what the request is found by in both sides' logs
 * @param at when it was compared
 * @param values the differences, secrets masked
 */
public record ShadowSample(
    String route, String path, String query, String correlation, Instant at, List<Value> values) {

  /**
   * A difference with its values.
   *
   * @param name {@code path.kind}
   * @param legacy legacy's, null where it has none
   * @param serverless serverless's, null where it has none
   */
  public record Value(String name, @Nullable String legacy, @Nullable String serverless) {}

  public ShadowSample {
    values = List.copyOf(values);
  }

  /** {@code path.kind} each, without values. */
  public List<String> differences() {
    return values.stream().map(Value::name).toList();
  }
}
