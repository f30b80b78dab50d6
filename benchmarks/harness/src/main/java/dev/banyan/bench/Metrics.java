package dev.banyan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named figures of one measurement, in the order in which they are shown. Immutable. */
public record Metrics(Map<String, Double> values) {

  public static final Metrics NONE = new Metrics(Map.of());

  public Metrics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The numbers among an object's fields. */
  public static Metrics of(JsonNode object) {
    Map<String, Double> values = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isNumber()) {
                values.put(field.getKey(), field.getValue().asDouble());
              }
            });
    return new Metrics(values);
  }

  public Metrics with(String name, double value) {
    Map<String, Double> next = new LinkedHashMap<>(values);
    next.put(name, value);
    return new Metrics(next);
  }

  /** The figure, or NaN if it was not measured. */
  public double get(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  /** Median per name; the mean of the middle two for an even number. */
  public static Metrics median(List<Metrics> rounds) {
    Map<String, Double> medians = new LinkedHashMap<>();
    rounds.forEach(round -> round.values.keySet().forEach(name -> medians.put(name, 0.0)));
    medians.replaceAll((name, unused) -> median(rounds, name));
    return new Metrics(medians);
  }

  private static double median(List<Metrics> rounds, String name) {
    return Figures.median(
        rounds.stream().mapToDouble(m -> m.get(name)).filter(d -> !Double.isNaN(d)).toArray());
  }
}
