package dev.banyan.proxy.shadow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of answers whether they differ, and reports it.
 *
 * <ol>
 *   <li>No difference: done.
 *   <li>A difference may be replication's lag: both sides must be asked again, three times at most;
 *       only differences that were there every time count, and none if serverless says what legacy
 *       said the time before.
 *   <li>What legacy alone said when it was asked again is noise if it differs.
 * </ol>
 *
 * <p>Used on one thread.
 */
final class ShadowJudge {

  private static final int TIMES = 3;

  private final ShadowReports reports;
  private final int maxBody;

  /**
   * For one queue.
   *
   * @param maxBody longest body that is compared, unpacked, in bytes
   */
  ShadowJudge(ShadowReports reports, int maxBody) {
    this.reports = reports;
    this.maxBody = maxBody;
  }

  /**
   * Compares.
   *
   * @return what must be asked before more can be said, null if all is said
   */
  @Nullable Round judge(Round.Answered packed) {
    Unpacking unpacking = new Unpacking(maxBody);
    Round.Answered pair = packed.plain(unpacking);
    String problem = unpacking.problem();
    if (problem == null) {
      return pair.serverless() == null ? noise(pair) : compared(pair, pair.serverless());
    }
    if (pair.serverless() != null) {
      pair.round().copy().counters().incomparable.increment();
      reports.incomparable(pair.round().copy(), problem);
    }
    return null;
  }

  private @Nullable Round noise(Round.Answered pair) {
    ShadowCopy copy = pair.round().copy();
    if (pair.legacy() != null) {
      reports.noise(copy, differences(copy, copy.answer(), pair.legacy()));
    }
    return null;
  }

  private @Nullable Round compared(Round.Answered pair, Answer serverless) {
    Round round = pair.round();
    Answer legacy = pair.legacy() == null ? round.copy().answer() : pair.legacy();
    List<Difference> found = differences(round.copy(), legacy, serverless);
    List<Difference> lasting = pair.legacy() == null ? found : lasting(round, found, serverless);
    if (!lasting.isEmpty() && round.times() < TIMES) {
      return round.next(lasting, legacy);
    }
    settled(round, lasting);
    return null;
  }

  private static List<Difference> differences(ShadowCopy copy, Answer a, Answer b) {
    return ShadowComparison.of(a, b, copy.route().rules().shadow());
  }

  /** Differences of every time; none if serverless has caught up with what legacy said before. */
  private static List<Difference> lasting(Round round, List<Difference> found, Answer serverless) {
    if (found.isEmpty()
        || differences(round.copy(), round.copy().answer(), serverless).isEmpty()
        || differences(round.copy(), round.legacy(), serverless).isEmpty()) {
      return List.of();
    }
    List<String> before = round.before().stream().map(Difference::name).toList();
    return found.stream().filter(difference -> before.contains(difference.name())).toList();
  }

  private void settled(Round round, List<Difference> differences) {
    ShadowCopy copy = round.copy();
    reports.compared(copy, differences);
    if (!differences.isEmpty()) {
      copy.counters().differed.increment();
    } else {
      copy.counters().matched.increment();
      if (round.ask() == Round.Ask.BOTH) {
        copy.counters().transients.increment();
      }
    }
    copy.counters().compared.increment();
  }
}
