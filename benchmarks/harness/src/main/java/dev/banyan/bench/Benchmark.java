package dev.banyan.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** A benchmark's command: options, processes that end with it, a report. */
public abstract class Benchmark implements Callable<Integer> {

  @Mixin private BenchOptions options = new BenchOptions();

  private final String name;
  private final List<String> cases;
  private boolean failed;

  /**
   * A benchmark.
   *
   * @param cases what {@code --only} may name
   */
  protected Benchmark(String name, List<String> cases) {
    this.name = name;
    this.cases = List.copyOf(cases);
  }

  protected final BenchOptions options() {
    return options;
  }

  /** Measures. What it adds to {@code running} is stopped afterwards in any case. */
  protected abstract void measure(Installation installation, Running running, Report report)
      throws Exception;

  /** A case's work. */
  @FunctionalInterface
  protected interface Case {
    void measure() throws Exception;
  }

  /** Measures a case if it is asked for; if it fails, the others go on and the report says so. */
  protected final void measure(Report report, String wanted, Case work) throws Exception {
    if (!options.wants(wanted)) {
      return;
    }
    System.err.println(wanted);
    try {
      work.measure();
    } catch (BenchException e) {
      failed = true;
      report.skip(wanted, "FAILED: " + e.getMessage());
    }
  }

  @Override
  public final Integer call() throws Exception {
    options.check(cases);
    Report report = new Report(name, options);
    Installation installation = Installation.of(name);
    System.err.println("benchmark " + name + ", logs in " + installation.work());
    try (Running running = new Running()) {
      measure(installation, running, report);
    }
    report.finish(options.json());
    return failed ? 1 : 0;
  }

  /** Runs a benchmark's command line and ends this JVM. */
  protected static void main(Benchmark benchmark, String[] args) {
    CommandLine line = new CommandLine(benchmark);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          System.err.println("benchmarks: " + exception.getMessage());
          if (!(exception instanceof BenchException)) {
            exception.printStackTrace();
          }
          return 1;
        });
    System.exit(line.execute(args));
  }
}
