package dev.banyan.proxy.canary;

import dev.banyan.control.Capability;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all capabilities every now and then, on a thread of its own; a failure ends nothing. */
public final class AnalysisLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AnalysisLoop.class);

  private final Supplier<Collection<Capability>> capabilities;
  private final List<Consumer<Capability>> checks;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "banyan-analysis");
            named.setDaemon(true);
            return named;
          });

  /** Starts looking. */
  public AnalysisLoop(
      Supplier<Collection<Capability>> capabilities,
      List<Consumer<Capability>> checks,
      Duration every) {
    this.capabilities = capabilities;
    this.checks = List.copyOf(checks);
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (Capability capability : capabilities.get()) {
      for (Consumer<Capability> check : checks) {
        try {
          check.accept(capability);
        } catch (RuntimeException e) {
          LOG.warn("{}: a check could not be made: {}", capability.name(), e.toString());
        }
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
