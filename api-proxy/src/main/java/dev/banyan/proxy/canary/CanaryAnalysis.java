package dev.banyan.proxy.canary;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.ControlException;
import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.control.WriteStage;
import dev.banyan.proxy.canary.CanaryVerdict.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges canaries and takes reads back (design 4.9). One thread calls {@link #check}.
 *
 * <ol>
 *   <li>Each route is compared over the interval. Too little traffic is kept for the next check and
 *       counts neither way.
 *   <li>A check fails if any route failed, passes if one passed and none failed. A pass takes the
 *       failures back and makes the stage a safe one.
 *   <li>At {@code threshold} failures reads go back to the last safe stage: the highest below this
 *       one that passed a check while this proxy ran, else {@code SHADOW}. Nobody is asked.
 *   <li>In {@code SERVERLESS} legacy is asked no more. Serverless's errors are compared with those
 *       that legacy had in the last conclusive check, by this proxy or in the stored evidence, as
 *       long as {@code evidence} lasts; without them, with {@code ceiling}. This goes on until the
 *       writes have moved too: then legacy may lack what was written, and the writes go back first.
 *   <li>The record is put back on condition that it has not moved, so one of many proxies does it,
 *       and an operator who was faster is not overruled. If the store is away the next check tries
 *       again.
 * </ol>
 */
public final class CanaryAnalysis {

  private static final Logger LOG = LoggerFactory.getLogger(CanaryAnalysis.class);

  private final ControlStore store;
  private final CanaryConfig config;
  private final CanaryComparison comparison;
  private final Clock clock;
  private final String who;
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  public CanaryAnalysis(ControlStore store, CanaryConfig config, Clock clock, String who) {
    this.store = store;
    this.config = config;
    this.comparison = new CanaryComparison(config);
    this.clock = clock;
    this.who = who;
  }

  /** A capability's windows and what was found so far. */
  private static final class Running {
    private final Map<String, CanaryWindow> windows = new ConcurrentHashMap<>();
    private volatile CanaryState state =
        new CanaryState(ReadStage.LEGACY, 0, ReadStage.SHADOW, null, Map.of());
    private final Map<String, Baseline> baselines = new ConcurrentHashMap<>();
    private @Nullable Baseline stored;
    private ReadStage highestPassed = ReadStage.SHADOW;
  }

  /** Where a route's answers are recorded. */
  public CanaryWindow window(String capability, String route) {
    return of(capability).windows.computeIfAbsent(route, name -> new CanaryWindow());
  }

  private Running of(String capability) {
    return running.computeIfAbsent(capability, name -> new Running());
  }

  /** Where a capability's canary stands. */
  public CanaryState state(String capability) {
    return of(capability).state;
  }

  /** Whether answers under this record are judged. */
  public boolean judges(Capability capability) {
    return config.enabled()
        && capability.readStage().percent() > 0
        && !(isLast(capability) && capability.owner() == Side.SERVERLESS);
  }

  private static boolean isLast(Capability capability) {
    return capability.readStage().equals(ReadStage.SERVERLESS);
  }

  /** Checks a capability; at a stage it has not been at before, the windows begin anew. */
  public void check(Capability capability) {
    Running run = of(capability.name());
    if (!run.state.stage().equals(capability.readStage())) {
      run.windows.values().forEach(CanaryWindow::empty);
      enter(run, capability.readStage());
    }
    if (judges(capability)) {
      Map<String, CanaryVerdict> verdicts = verdicts(capability, run);
      int failures = failures(run, verdicts);
      run.state =
          new CanaryState(
              capability.readStage(), failures, run.state.lastSafe(), clock.instant(), verdicts);
      conclude(capability, run);
    }
  }

  private static void enter(Running run, ReadStage stage) {
    if (run.highestPassed.compareTo(stage) >= 0) {
      run.highestPassed = ReadStage.SHADOW; // it was left for a reason
    }
    run.state = new CanaryState(stage, 0, run.highestPassed, null, Map.of());
  }

  private Map<String, CanaryVerdict> verdicts(Capability capability, Running run) {
    Map<String, CanaryVerdict> verdicts = new TreeMap<>();
    run.windows.forEach(
        (route, window) -> {
          SideSample legacy = window.take(Side.LEGACY);
          SideSample serverless = window.take(Side.SERVERLESS);
          CanaryVerdict verdict =
              isLast(capability)
                  ? comparison.of(baseline(capability, run, route), serverless)
                  : comparison.of(legacy, serverless);
          if (verdict.kind() != Kind.INCONCLUSIVE) {
            window.empty();
            if (!isLast(capability)) {
              Instant now = clock.instant();
              run.baselines.put(route, new Baseline(legacy.requests(), legacy.errors(), now));
            }
          }
          verdicts.put(route, verdict);
        });
    return verdicts;
  }

  /** Legacy's figures of a route, else those of its capability that are stored; null if aged. */
  private @Nullable Baseline baseline(Capability capability, Running run, String route) {
    Baseline own = run.baselines.get(route);
    Baseline found = own == null ? run.stored : own;
    if (found == null) {
      found = stored(capability).orElse(null);
      run.stored = found;
    }
    return found == null || found.at().plus(config.evidence()).isBefore(clock.instant())
        ? null
        : found;
  }

  private Optional<Baseline> stored(Capability capability) {
    try {
      return store.evidence(capability.name(), Evidence.Kind.CANARY).flatMap(Baseline::of);
    } catch (ControlException away) {
      return Optional.empty(); // the next check asks again
    }
  }

  private static int failures(Running run, Map<String, CanaryVerdict> verdicts) {
    Predicate<Kind> any = kind -> verdicts.values().stream().anyMatch(v -> v.kind() == kind);
    if (any.test(Kind.FAILED)) {
      return run.state.failures() + 1;
    }
    return any.test(Kind.PASSED) ? 0 : run.state.failures();
  }

  private void conclude(Capability capability, Running run) {
    CanaryState state = run.state;
    boolean failed = state.verdicts().values().stream().anyMatch(v -> v.kind() == Kind.FAILED);
    boolean passed =
        !failed && state.verdicts().values().stream().anyMatch(v -> v.kind() == Kind.PASSED);
    if (passed) {
      run.highestPassed = capability.readStage();
    }
    try {
      if (failed || passed) {
        store.store(evidence(capability, run, passed));
      }
      if (state.failures() >= config.threshold()) {
        goBack(capability, state);
      }
    } catch (ControlException e) {
      LOG.warn(
          "{}: what its canary showed cannot be written, the next check tries again: {}",
          capability.name(),
          e.getMessage());
    }
  }

  private Evidence evidence(Capability capability, Running run, boolean good) {
    CanaryState state = run.state;
    Map<String, Long> facts = new HashMap<>();
    facts.put(Baseline.AT, measuredAt(capability, run).getEpochSecond());
    facts.put("percent", (long) capability.readStage().percent());
    facts.put("failedChecks", (long) state.failures());
    for (CanaryVerdict verdict : state.verdicts().values()) {
      facts.merge(Baseline.REQUESTS, verdict.legacy(), Long::sum);
      facts.merge("serverlessRequests", verdict.serverless(), Long::sum);
      facts.merge(Baseline.ERRORS, verdict.legacyErrors(), Long::sum);
      facts.merge("serverlessErrors", verdict.serverlessErrors(), Long::sum);
      facts.merge("legacyP99Micros", verdict.legacyP99(), Math::max);
      facts.merge("serverlessP99Micros", verdict.serverlessP99(), Math::max);
    }
    return new Evidence(
        capability.name(),
        Evidence.Kind.CANARY,
        good,
        facts,
        clock.instant(),
        clock.instant().plus(config.evidence()));
  }

  /** When the figures of legacy are from; the oldest, if there are several. */
  private Instant measuredAt(Capability capability, Running run) {
    Instant now = clock.instant();
    if (!isLast(capability)) {
      return now;
    }
    Baseline stored = run.stored;
    return Stream.concat(run.baselines.values().stream(), Stream.ofNullable(stored))
        .map(Baseline::at)
        .min(Instant::compareTo)
        .orElse(now);
  }

  private void goBack(Capability judged, CanaryState state) {
    Capability present = movable(judged);
    if (present == null) {
      return;
    }
    Capability next = present.withReadStage(state.lastSafe());
    String why = why(state);
    AuditEntry entry =
        new AuditEntry(
            next.name(),
            next.revision(),
            clock.instant(),
            who,
            "reads " + present.readStage() + " -> " + next.readStage(),
            "canary failed: " + why);
    if (store.replace(next, entry)) {
      LOG.warn("{}: reads go back to {}: {}", next.name(), next.readStage(), why);
    }
  }

  /** The record, unless it has moved on or a switch is under way. */
  private @Nullable Capability movable(Capability judged) {
    return store
        .capability(judged.name())
        .filter(present -> present.readStage().equals(judged.readStage()))
        .filter(present -> present.writeStage() != WriteStage.HELD && !present.announced())
        .orElse(null);
  }

  private static String why(CanaryState state) {
    StringBuilder why = new StringBuilder();
    state
        .verdicts()
        .forEach(
            (route, verdict) -> {
              if (verdict.kind() == Kind.FAILED) {
                why.append(why.isEmpty() ? "" : "; ")
                    .append(route)
                    .append(": ")
                    .append(verdict.why());
              }
            });
    return why.toString();
  }
}
