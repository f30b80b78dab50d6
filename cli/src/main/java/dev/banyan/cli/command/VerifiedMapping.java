package dev.banyan.cli.command;

import dev.banyan.cli.migrate.JavaMappings;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.verify.MappedTarget;
import dev.banyan.jobs.verify.MappedVerification;
import dev.banyan.jobs.verify.VerificationSource;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code banyan verify} verifies, and by what. */
sealed interface VerifiedMapping {

  /** For a person: the file, or the class. */
  String text();

  /** All mappings, one at least. */
  List<? extends DocumentMapping> mappings();

  /** Says for a report where the expectation comes from. */
  String expectation();

  /** Whether a mistake of the mapping shows. */
  boolean seesMappingMistakes();

  MappedVerification open(VerificationSource source, MappedTarget target, Path state);

  /** Under which evidence is stored. */
  default String capability() {
    DocumentMapping first = mappings().get(0);
    return first.ownedBy().isBlank() ? first.collection() : first.ownedBy();
  }

  /**
   * Finds all collections in a dump.
   *
   * @throws IllegalArgumentException if one is not there
   */
  default void requireIn(Path dump) {
    try {
      mappings().forEach(each -> DumpSource.of(dump, each.collection()));
    } catch (JobException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static VerifiedMapping ofFile(Path file) {
    return new OfFile(String.valueOf(file.getFileName()), MappingFile.read(file).mappings());
  }

  /**
   * Of classes.
   *
   * @param expectation null to run the mapping itself
   * @throws IllegalArgumentException if a class cannot be used, with the remedy
   */
  static VerifiedMapping ofJava(String mapping, @Nullable String expectation, String classpath) {
    return new OfJava(
        JavaMappings.load(mapping, classpath),
        Optional.ofNullable(expectation).map(name -> JavaMappings.expectation(name, classpath)));
  }

  /** By the verification's own reading of a mapping file. */
  record OfFile(String text, List<CompiledMapping> mappings) implements VerifiedMapping {

    @Override
    public String expectation() {
      return "mapping file";
    }

    @Override
    public boolean seesMappingMistakes() {
      return true;
    }

    @Override
    public MappedVerification open(VerificationSource source, MappedTarget target, Path state) {
      return new MappedVerification(
          capability(), mappings, source, target, state, Clock.systemUTC());
    }
  }

  /** By Java: what the mapping makes, or what another class says. */
  record OfJava(DocumentMapping mapping, Optional<CollectionExpectation> by)
      implements VerifiedMapping {

    @Override
    public String text() {
      return mapping.getClass().getName();
    }

    @Override
    public List<DocumentMapping> mappings() {
      return List.of(mapping);
    }

    @Override
    public String expectation() {
      return by.map(it -> it.getClass().getName()).orElse("the mapping itself");
    }

    @Override
    public boolean seesMappingMistakes() {
      return by.isPresent();
    }

    @Override
    public MappedVerification open(VerificationSource source, MappedTarget target, Path state) {
      return MappedVerification.ofJava(
          capability(), mapping, by.orElse(null), source, target, state, Clock.systemUTC());
    }
  }
}
