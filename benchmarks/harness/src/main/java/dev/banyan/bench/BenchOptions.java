package dev.banyan.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all benchmarks can be told. */
public final class BenchOptions {

  private static final int QUICK_SECONDS = 2;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write environment, results and ratios to FILE.")
  @Nullable Path json;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of one measurement (default: ${DEFAULT-VALUE}).")
  int seconds = 8;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Interleaved rounds, of which the median counts (default: ${DEFAULT-VALUE}).")
  int rounds = 3;

  @Option(
      names = "--quick",
      description = "One short round: shows that it works, measures nothing.")
  boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "CASE",
      description = "Only these cases, separated by commas (default: all).")
  List<String> only = List.of();

  public int seconds() {
    return quick ? Math.min(seconds, QUICK_SECONDS) : seconds;
  }

  public int rounds() {
    return quick ? 1 : rounds;
  }

  public boolean quick() {
    return quick;
  }

  /** Whether a case is asked for. */
  public boolean wants(String name) {
    return only.isEmpty() || only.contains(name);
  }

  @Nullable Path json() {
    return json;
  }

  void check(List<String> cases) {
    if (seconds < 1 || rounds < 1) {
      throw new BenchException("--seconds and --rounds must be 1 or more");
    }
    for (String name : only) {
      if (!cases.contains(name)) {
        throw new BenchException("--only " + name + ": there is no such case, there are " + cases);
      }
    }
  }
}
