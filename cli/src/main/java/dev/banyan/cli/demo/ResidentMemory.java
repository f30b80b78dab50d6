package dev.banyan.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Watches the resident memory of this process and all its descendants, once a second, on systems
 * with {@code /proc}; elsewhere the peak stays 0.
 */
final class ResidentMemory implements AutoCloseable {

  private final AtomicLong peakKilobytes = new AtomicLong();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "resident-memory");
            thread.setDaemon(true);
            return thread;
          });

  ResidentMemory() {
    timer.scheduleWithFixedDelay(this::sample, 0, 1, TimeUnit.SECONDS);
  }

  private void sample() {
    long total =
        Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
            .mapToLong(process -> resident(process.pid()))
            .sum();
    peakKilobytes.accumulateAndGet(total, Math::max);
  }

  private static long resident(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // it has just ended, or there is no /proc
    }
  }

  long peakMegabytes() {
    return peakKilobytes.get() / 1024;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
