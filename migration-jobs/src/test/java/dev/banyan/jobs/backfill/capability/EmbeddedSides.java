package dev.banyan.jobs.backfill.capability;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.CapabilityRuns;
import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.relationships.RelationshipTable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Both sides in this process, empty before each test. */
abstract class EmbeddedSides extends EmbeddedServers {

  final InMemoryControlStore control = new InMemoryControlStore();
  final CopyConfig config =
      CopyConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);

  @BeforeEach
  void reset() {
    sides.reset();
  }

  BackfillResult run(CopyConfig with) {
    return CapabilityRuns.relationships(sides, control, with);
  }

  CapabilityBackfill of(List<CapabilityPhase> phases) {
    return CapabilityRuns.of("relationships", phases, sides, control, config);
  }

  static RelationshipTable table() {
    return new RelationshipTable(sides.dynamoDb(), Clock.systemUTC());
  }

  static long items(String table) {
    return sides.dynamoDb().scanPaginator(s -> s.tableName(table)).items().stream().count();
  }
}
