package dev.banyan.cli.run;

import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.cutover.LiveSwitchParticipants;
import dev.banyan.cli.cutover.MongoBarrier;
import dev.banyan.control.ControlStore;
import dev.banyan.control.ControlTable;
import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.control.Switch;
import dev.banyan.control.SwitchConfig;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.WatermarkTable;
import java.time.Clock;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Where capabilities stand and are moved: a control table, what the services keep beside it, and
 * the monolith's database. Closes the client that it is given. Thread-safe as that is.
 */
public final class Deployment implements AutoCloseable {

  private final DynamoDbClient dynamoDb;
  private final String controlTable;
  private final Supplier<MongoDatabase> database;

  /**
   * @param database asked for by switches only
   */
  public Deployment(
      DynamoDbClient dynamoDb, String controlTable, Supplier<MongoDatabase> database) {
    this.dynamoDb = dynamoDb;
    this.controlTable = controlTable;
    this.database = database;
  }

  public ControlStore control() {
    return new DynamoDbControlStore(dynamoDb, controlTable);
  }

  /** Makes the control table unless it is there. */
  public void createControlTable() {
    ControlTable.create(dynamoDb, controlTable);
  }

  public DeadLetterTable deadLetters() {
    return new DeadLetterTable(dynamoDb);
  }

  public WatermarkTable watermarks() {
    return new WatermarkTable(dynamoDb);
  }

  /** The switch over these stores. */
  public Switch cutover() {
    Clock clock = Clock.systemUTC();
    return new Switch(
        control(),
        new LiveSwitchParticipants(
            new MongoBarrier(database.get()), watermarks(), deadLetters(), clock),
        clock,
        SwitchConfig.DEFAULT);
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
