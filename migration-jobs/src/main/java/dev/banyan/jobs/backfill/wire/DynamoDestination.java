package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.throttle.Throttle;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** DynamoDB's tables, by either {@link WritePath}. Thread-safe. */
public final class DynamoDestination implements ItemDestination {

  private final DynamoAccess access;
  private final WritePath path;
  private final BiConsumer<List<TableSpec>, Boolean> preparation;
  private final Function<List<TableSpec>, String> identity;
  private final DynamoHttp http;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "banyan-retry");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param connections the most requests in flight
   * @param preparation checks or creates the tables before the first item, for instance {@link
   *     Tables}; told whether the job goes on
   */
  public DynamoDestination(
      DynamoAccess access,
      WritePath path,
      int connections,
      BiConsumer<List<TableSpec>, Boolean> preparation) {
    this(access, path, connections, preparation, specs -> describe(access, path));
  }

  private DynamoDestination(
      DynamoAccess access,
      WritePath path,
      int connections,
      BiConsumer<List<TableSpec>, Boolean> preparation,
      Function<List<TableSpec>, String> identity) {
    this.identity = identity;
    this.access = access;
    this.path = path;
    this.preparation = preparation;
    this.http = new DynamoHttp(access, connections);
  }

  /** Checks the tables by an ordinary client, and creates those that lack if it is asked to. */
  public static DynamoDestination of(
      DynamoAccess access,
      WritePath path,
      int connections,
      DynamoDbClient client,
      boolean createTables) {
    Tables tables = new Tables(client, createTables);
    return new DynamoDestination(
        access,
        path,
        connections,
        (specs, goesOn) -> tables.prepare(specs, path == WritePath.BATCH_WRITE && !goesOn),
        tables::identity);
  }

  @Override
  public String describe() {
    return describe(access, path);
  }

  private static String describe(DynamoAccess access, WritePath path) {
    return "DynamoDB at " + access.endpoint() + " by " + path.operation();
  }

  @Override
  public String identity(List<TableSpec> tables) {
    return identity.apply(tables);
  }

  @Override
  public String mode() {
    return path == WritePath.BATCH_WRITE ? "exclusive" : "insert";
  }

  @Override
  public void prepare(List<TableSpec> tables, boolean goesOn) {
    preparation.accept(tables, goesOn);
  }

  @Override
  public RangeWriter open(int range, long settled, Throttle throttle) {
    return new TableWriter(new DynamoLink(http, throttle, clock, access.patience()), path);
  }

  @Override
  public void finish() {}

  @Override
  public void close() {
    clock.shutdownNow();
    http.close();
  }
}
