package dev.banyan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process and all its descendants have used.
 *
 * @param cpuMillis user and system time so far, with that of ended children that were waited for
 * @param rssKib resident memory now
 */
public record Usage(double cpuMillis, long rssKib) {

  /** {@code USER_HZ}: 100 on every Linux that the JDK runs on. Source: proc(5), {@code stat}. */
  private static final double MILLIS_PER_TICK = 10;

  private static final int UTIME = 11;
  private static final int CSTIME = 14;

  /** Sums over the process tree; a process that has just ended counts nothing. */
  public static Usage of(long pid) {
    return ProcessHandle.of(pid)
        .map(
            root ->
                Stream.concat(Stream.of(root), root.descendants())
                    .map(Usage::single)
                    .reduce(new Usage(0, 0), Usage::plus))
        .orElse(new Usage(0, 0));
  }

  private Usage plus(Usage other) {
    return new Usage(cpuMillis + other.cpuMillis, rssKib + other.rssKib);
  }

  public double cpuMillisSince(Usage before) {
    return cpuMillis - before.cpuMillis;
  }

  private static Usage single(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    if (!Files.isDirectory(proc)) {
      return new Usage(process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis(), 0);
    }
    try {
      return new Usage(cpuMillis(proc), rssKib(proc));
    } catch (NoSuchFileException e) {
      return new Usage(0, 0);
    } catch (IOException e) {
      return new Usage(0, 0); // "no such process", while it was read
    }
  }

  private static double cpuMillis(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    // The name in parentheses may hold spaces: count from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = 0;
    for (int field = UTIME; field <= CSTIME; field++) {
      ticks += Double.parseDouble(fields[field]);
    }
    return ticks * MILLIS_PER_TICK;
  }

  private static long rssKib(Path proc) throws IOException {
    try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }
}
