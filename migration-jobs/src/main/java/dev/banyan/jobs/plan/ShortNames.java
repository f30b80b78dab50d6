package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of tables and indexes that DynamoDB would refuse when they are made. */
final class ShortNames {

  private static final int SHORTEST = 3;

  private ShortNames() {}

  static Optional<String> advice(List<TableSpec> all) {
    Set<String> tables = new TreeSet<>();
    Set<String> indexes = new TreeSet<>();
    for (TableSpec table : all) {
      tables.add(table.name());
      table.indexes().forEach(index -> indexes.add(index.name()));
    }
    String tooShort =
        Stream.concat(named("table", tables), named("index", indexes))
            .collect(Collectors.joining(" and "));
    return tooShort.isEmpty()
        ? Optional.empty()
        : Optional.of(tooShort + " need other names: DynamoDB takes 3 characters or more");
  }

  private static Stream<String> named(String what, Set<String> names) {
    return names.stream()
        .filter(name -> name.length() < SHORTEST)
        .map(name -> what + " '" + name + "'");
  }
}
