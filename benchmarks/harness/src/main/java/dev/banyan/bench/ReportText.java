package dev.banyan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A report for people: a table per case, then ratios, goals and what was skipped. */
final class ReportText {

  private final Map<String, Map<String, Metrics>> medians;
  private final ObjectNode ratios;
  private final ArrayNode goals;
  private final ArrayNode skipped;

  ReportText(
      Map<String, Map<String, Metrics>> medians,
      ObjectNode ratios,
      ArrayNode goals,
      ArrayNode skipped) {
    this.medians = medians;
    this.ratios = ratios;
    this.goals = goals;
    this.skipped = skipped;
  }

  void print() {
    medians.forEach(ReportText::table);
    System.out.println("\nratios");
    ratios.fields().forEachRemaining(r -> line(r.getKey(), Figures.text(r.getValue().asDouble())));
    System.out.println("\ngoals");
    goals.forEach(ReportText::goal);
    skipped.forEach(
        s ->
            System.out.printf("skipped: %s (%s)%n", s.get("what").asText(), s.get("why").asText()));
  }

  private static void goal(JsonNode goal) {
    line(
        goal.get("name").asText(),
        "%s: %s, %s"
            .formatted(
                goal.get("met").asBoolean() ? "met" : "MISSED",
                Figures.text(goal.get("value").asDouble()),
                goal.get("goal").asText()));
  }

  private static void line(String name, String text) {
    System.out.printf("  %-40s %s%n", name, text);
  }

  private static void table(String name, Map<String, Metrics> candidates) {
    Set<String> columns = new LinkedHashSet<>();
    candidates.values().forEach(metrics -> columns.addAll(metrics.values().keySet()));
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(columns);
    rows.add(head);
    candidates.forEach((candidate, metrics) -> rows.add(row(candidate, columns, metrics)));
    System.out.println("\n" + name);
    rows.forEach(row -> System.out.println(aligned(row, rows)));
  }

  private static List<String> row(String candidate, Set<String> columns, Metrics metrics) {
    List<String> row = new ArrayList<>(List.of(candidate));
    columns.forEach(column -> row.add(Figures.text(metrics.get(column))));
    return row;
  }

  private static String aligned(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int index = column;
      int width = rows.stream().mapToInt(r -> r.get(index).length()).max().orElse(0);
      String format = column == 0 ? "  %-" + width + "s" : "  %" + width + "s";
      line.append(String.format(format, row.get(column)));
    }
    return line.toString();
  }
}
