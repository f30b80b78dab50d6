package dev.banyan.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. Not thread-safe.
 *
 * <p>JSON: {@code {"benchmark", "at", "environment", "settings", "results": [{"case", "candidate",
 * "median": {metric: number}, "rounds": [{…}]}], "ratios": {name: number}, "goals": [{"name",
 * "goal", "value", "met"}], "skipped": [{"what", "why"}]}}
 */
public final class Report {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode root = JSON.createObjectNode();
  private final ObjectNode settings;
  private final ArrayNode results;
  private final ObjectNode ratios;
  private final ArrayNode goals;
  private final ArrayNode skipped;
  private final Map<String, Map<String, List<Metrics>>> all = new LinkedHashMap<>();

  public Report(String benchmark, BenchOptions options) {
    root.put("benchmark", benchmark);
    root.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.set("environment", Environment.describe());
    settings = root.putObject("settings");
    settings.put("seconds", options.seconds()).put("rounds", options.rounds());
    settings.put("quick", options.quick());
    results = root.putArray("results");
    ratios = root.putObject("ratios");
    goals = root.putArray("goals");
    skipped = root.putArray("skipped");
    if (Environment.busy()) {
      skip("a quiet machine", "others use it now: even ratios will be off");
    }
  }

  public void setting(String name, String value) {
    settings.put(name, value);
  }

  /** Takes over all rounds of a case. */
  public void add(String name, Map<String, List<Metrics>> rounds) {
    rounds.forEach((candidate, all) -> add(name, candidate, all));
  }

  /** Takes over the rounds of one candidate. */
  public void add(String name, String candidate, List<Metrics> rounds) {
    Metrics median = Metrics.median(rounds);
    all.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(candidate, List.copyOf(rounds));
    ObjectNode result = results.addObject().put("case", name).put("candidate", candidate);
    put(result.putObject("median"), median);
    ArrayNode array = result.putArray("rounds");
    rounds.forEach(round -> put(array.addObject(), round));
  }

  private static void put(ObjectNode node, Metrics metrics) {
    metrics.values().forEach((name, value) -> node.put(name, Figures.rounded(value)));
  }

  /** The median of a metric, or nothing if it was not measured. */
  public Optional<Double> median(String name, String candidate, String metric) {
    return Optional.of(rounds(name, candidate))
        .filter(rounds -> !rounds.isEmpty())
        .map(rounds -> Metrics.median(rounds).get(metric))
        .filter(value -> !value.isNaN());
  }

  private List<Metrics> rounds(String name, String candidate) {
    return all.getOrDefault(name, Map.of()).getOrDefault(candidate, List.of());
  }

  /**
   * A ratio within a case, where both were measured: the median of the ratios of each round, whose
   * candidates were measured one right after the other; of the medians if there are unlike many.
   */
  public void ratio(String ratio, String name, String metric, String ours, String peer) {
    List<Metrics> first = rounds(name, ours);
    List<Metrics> second = rounds(name, peer);
    if (!first.isEmpty() && first.size() == second.size()) {
      double[] each =
          IntStream.range(0, first.size())
              .mapToDouble(round -> first.get(round).get(metric) / second.get(round).get(metric))
              .filter(Double::isFinite)
              .toArray();
      if (each.length > 0) {
        ratio(ratio, Figures.median(each));
      }
      return;
    }
    Optional<Double> above = median(name, ours, metric);
    Optional<Double> below = median(name, peer, metric).filter(value -> value > 0);
    if (above.isPresent() && below.isPresent()) {
      ratio(ratio, above.get() / below.get());
    }
  }

  public void ratio(String name, double value) {
    ratios.put(name, Figures.rounded(value));
  }

  public Optional<Double> ratio(String name) {
    return ratios.has(name) ? Optional.of(ratios.get(name).asDouble()) : Optional.empty();
  }

  /** A goal of "at least"; nothing if there is no value. */
  public void atLeast(String name, double goal, Optional<Double> value) {
    value.ifPresent(v -> goal(name, "at least " + Figures.text(goal), v, v >= goal));
  }

  /** A goal of "at most"; nothing if there is no value. */
  public void atMost(String name, double goal, Optional<Double> value) {
    value.ifPresent(v -> goal(name, "at most " + Figures.text(goal), v, v <= goal));
  }

  private void goal(String name, String goal, double value, boolean met) {
    goals
        .addObject()
        .put("name", name)
        .put("goal", goal)
        .put("value", Figures.rounded(value))
        .put("met", met);
  }

  /** Says at once, and in the report, what was not done. */
  public void skip(String what, String why) {
    System.err.println("  skipped: " + what + " (" + why + ")");
    skipped.addObject().put("what", what).put("why", why);
  }

  /** Prints the tables and writes the file. */
  public void finish(@Nullable Path file) {
    Map<String, Map<String, Metrics>> medians = new LinkedHashMap<>();
    all.forEach(
        (name, candidates) -> {
          Map<String, Metrics> of = new LinkedHashMap<>();
          candidates.forEach((candidate, rounds) -> of.put(candidate, Metrics.median(rounds)));
          medians.put(name, of);
        });
    new ReportText(medians, ratios, goals, skipped).print();
    if (file != null) {
      write(file);
    }
  }

  private void write(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, JSON.writeValueAsString(root) + "\n");
      System.out.println("written to " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
