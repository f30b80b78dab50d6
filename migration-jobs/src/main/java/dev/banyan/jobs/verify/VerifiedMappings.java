package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import dev.banyan.jobs.verify.expect.Expectations;
import dev.banyan.jobs.verify.expect.ExpectedItems;
import dev.banyan.jobs.verify.expect.StatedItems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is verified: mappings, and what documents must have by somebody else than their encoders.
 *
 * @param fingerprint of the mappings; the evidence carries it
 * @param state under which a stopped run may go on
 */
record VerifiedMappings(String fingerprint, String state, List<Expectations> expectations) {

  VerifiedMappings {
    expectations = List.copyOf(expectations);
  }

  /** By the verification's own reading of mapping files. */
  static VerifiedMappings of(List<CompiledMapping> mappings) {
    String fingerprint =
        mappings.stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" "));
    return new VerifiedMappings(
        fingerprint,
        fingerprint,
        mappings.stream().<Expectations>map(m -> new ExpectedItems(m.spec())).toList());
  }

  /**
   * By Java.
   *
   * @param expectation null for what the mapping itself makes
   */
  static VerifiedMappings of(DocumentMapping mapping, @Nullable CollectionExpectation expectation) {
    String by = expectation == null ? "itself" : expectation.getClass().getName();
    return new VerifiedMappings(
        mapping.fingerprint(),
        "%s by %s %s".formatted(mapping.getClass().getName(), by, mapping.fingerprint()),
        List.of(
            new StatedItems(
                mapping.collection(),
                mapping.tables(),
                expectation == null ? new MappingsOwnItems(mapping) : expectation)));
  }

  /** Who writes to each table, by its name; with the first one's description. */
  Map<String, List<Expectations>> byTable() {
    Map<String, List<Expectations>> tables = new LinkedHashMap<>();
    for (Expectations each : expectations) {
      each.tables()
          .forEach(table -> tables.computeIfAbsent(table.name(), t -> new ArrayList<>()).add(each));
    }
    return tables;
  }

  static TableSpec table(Expectations expectations, String name) {
    return expectations.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
