package dev.banyan.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dependencies between modules point one way, over the compiled classes of all of them. */
final class ArchitectureTest {

  /** What each module's packages may use of ours, beside themselves. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("dev.banyan.events", List.of()),
          Map.entry("dev.banyan.control", List.of()),
          Map.entry("dev.banyan.publisher", List.of("dev.banyan.events")),
          Map.entry("dev.banyan.capture", List.of("dev.banyan.events", "dev.banyan.publisher")),
          Map.entry(
              "dev.banyan.spring",
              List.of("dev.banyan.events", "dev.banyan.publisher", "dev.banyan.capture")),
          Map.entry(
              "dev.banyan.relay",
              List.of("dev.banyan.events", "dev.banyan.publisher", "dev.banyan.capture")),
          Map.entry("dev.banyan.sample", List.of()),
          Map.entry("dev.banyan.stream", List.of("dev.banyan.events")),
          Map.entry("dev.banyan.relationships", List.of("dev.banyan.events", "dev.banyan.stream")),
          Map.entry("dev.banyan.feed", List.of("dev.banyan.events", "dev.banyan.stream")),
          Map.entry("dev.banyan.operations", List.of("dev.banyan.events", "dev.banyan.stream")),
          Map.entry("dev.banyan.proxy", List.of("dev.banyan.control")),
          Map.entry(
              "dev.banyan.jobs",
              List.of(
                  "dev.banyan.events",
                  "dev.banyan.control",
                  "dev.banyan.stream",
                  "dev.banyan.relationships",
                  "dev.banyan.feed")),
          Map.entry("dev.banyan.localcloud", List.of()));

  private static JavaClasses classes;

  @BeforeAll
  static void importEveryModule() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    try (Stream<Path> folders = Files.walk(root, 4)) {
      classes =
          new ClassFileImporter()
              .importPaths(
                  folders.filter(folder -> folder.endsWith(Path.of("target", "classes"))).toList());
    }
  }

  @Test
  void everyModule_isSeen() {
    for (String module : MAY_USE.keySet()) {
      assertThat(classes.stream().anyMatch(type -> isIn(type, module))).as(module).isTrue();
    }
  }

  private static boolean isIn(JavaClass type, String module) {
    return type.getPackageName().equals(module) || type.getPackageName().startsWith(module + ".");
  }

  @Test
  void modules_useOnlyWhatStandsBelowThem() {
    MAY_USE.forEach((module, below) -> onlyUses(module, below).check(classes));
  }

  @Test
  void theRule_isRedWhenADependencyIsNotListed() {
    assertThatThrownBy(() -> onlyUses("dev.banyan.proxy", List.of()).check(classes))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("dev.banyan.control");
  }

  private static ArchRule onlyUses(String module, List<String> below) {
    String[] allowed =
        Stream.concat(Stream.of(module), below.stream())
            .map(name -> name + "..")
            .toArray(String[]::new);
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(module + "..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are not ours, or in " + List.of(allowed),
                type ->
                    !type.getPackageName().startsWith("dev.banyan.")
                        || Stream.concat(Stream.of(module), below.stream())
                            .anyMatch(name -> isIn(type, name))));
  }

  /** Operations on capture reach its stores by its own operations, and no job's or proxy's code. */
  @Test
  void eventCommands_useOnlyCaptureAndWhatFindsItsStores() {
    onlyUses(
            "dev.banyan.cli.events",
            List.of(
                "dev.banyan.capture",
                "dev.banyan.control",
                "dev.banyan.events",
                "dev.banyan.feed",
                "dev.banyan.publisher",
                "dev.banyan.relationships",
                "dev.banyan.cli.option",
                "dev.banyan.cli.display",
                "dev.banyan.cli.run",
                "dev.banyan.cli.stack"))
        .check(classes);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.banyan.(**)").should().beFreeOfCycles().check(classes);
  }
}
