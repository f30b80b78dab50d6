package dev.banyan.cli.migrate;

import dev.banyan.jobs.mapping.CollectionMapping;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A mapping that is written in Java, in place of a mapping file. */
public final class JavaMappingOptions {

  @Option(
      names = "--mapping-class",
      paramLabel = "CLASS",
      description = "A mapping written in Java: a CollectionMapping with a public constructor.")
  private @Nullable String mappingClass;

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "Jars and directories with the class of --mapping-class, as java takes them.")
  private String classpath = "";

  /** Whether one was named. */
  public boolean isGiven() {
    return mappingClass != null;
  }

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException with the remedy
   */
  public CollectionMapping<?> load() {
    if (mappingClass == null) {
      throw new IllegalStateException("no --mapping-class was given");
    }
    return JavaMappings.load(mappingClass, classpath);
  }

  /**
   * Refuses what is there in vain.
   *
   * @throws IllegalArgumentException if there is a class path without a class
   */
  public void check() {
    if (mappingClass == null && !classpath.isEmpty()) {
      throw new IllegalArgumentException("--classpath goes with --mapping-class");
    }
  }
}
