package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a refused document to a mended mapping. */
@Timeout(300)
final class DeadLettersIT {

  @TempDir Path directory;
  private final AwsProperties aws = new AwsProperties();

  @AfterEach
  void restore() {
    aws.close();
  }

  private CommandRun run(KilledBackfill sides, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(sides.options(sides.dynamoDb(), directory.resolve(".banyan"), "killed"));
    return CommandRun.of(all.toArray(new String[0]));
  }

  @Test
  void redrive_afterTheMappingWasMended_leavesNone() throws Exception {
    try (KilledBackfill sides = new KilledBackfill(directory, "orders", List.of())) {
      var orders = sides.database().getCollection("orders");
      for (int i = 0; i < 20; i++) {
        orders.insertOne(new Document("_id", i).append("customer", i < 17 ? "c" + i : i));
      }
      sides.mapping(
          "collection: orders\ntable: orders\npartition: \"{customer:string}\"\nsort: \"{_id:int32}\"\n");
      CommandRun first = run(sides, "backfill", "--create-tables");
      assertThat(first.exitCode()).as(first.err() + first.out()).isEqualTo(1);
      assertThat(first.out()).contains("dead-letters list --job killed");
      String state = directory.resolve(".banyan").toString();
      CommandRun list =
          CommandRun.of("dead-letters", "list", "--job", "killed", "--state-dir", state);
      assertThat(list.out().lines()).hasSize(3).allMatch(line -> line.contains("customer"));
      String id = list.out().substring(0, 16);
      assertThat(
              CommandRun.of("dead-letters", "show", id, "--job", "killed", "--state-dir", state)
                  .out())
          .contains("\"customer\"");

      sides.mapping(
          "collection: orders\ntable: orders\npartition: {attribute: customer, value: \"{customer:string|int32}\"}\nsort: \"{_id:int32}\"\n");
      CommandRun redriven = run(sides, "dead-letters", "redrive");

      assertThat(redriven.exitCode()).as(redriven.err() + redriven.out()).isZero();
      assertThat(redriven.out()).contains("3 dead letters redriven, 0 are left");
      assertThat(sides.letters()).isEmpty();
      CommandRun status =
          CommandRun.of(
              "backfill",
              "status",
              "--job",
              "killed",
              "--state-dir",
              state,
              "--mongo-uri",
              sides.mongo.connectionString());
      assertThat(status.out())
          .contains("job killed, instance 1", "COMPLETED", "plan=COMPLETED", "\"total\"");
    }
  }
}
