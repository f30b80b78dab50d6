package dev.banyan.jobs.mapping;

import com.mongodb.client.MongoDatabase;
import dev.banyan.control.ControlStore;
import dev.banyan.control.Side;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.range.ChangePosition;
import java.util.Optional;

/**
 * The version of rows whose documents carry none: at most that of any change that they do not
 * reflect, so that the change's event goes over the row.
 *
 * <ol>
 *   <li>Legacy owns the collection: the change stream's position before the first read. What is
 *       read later reflects every change up to it; a change after it has a higher version.
 *   <li>Serverless owns it: the position of the switch. MongoDB's copy lags behind by the reverse
 *       replication, but what has no tag was last written by legacy, so it reflects everything up
 *       to the switch; every change of the service has a higher version. Today's position would be
 *       above changes that are still on their way, and would win over them: an edge that was just
 *       removed would be back for good. What the service did write carries its own version.
 * </ol>
 *
 * A floor that is too low does no harm, so an owner that changes after this was asked does none
 * either.
 */
public final class FloorVersion {

  private final MongoDatabase database;
  private final ControlStore control;

  public FloorVersion(MongoDatabase database, ControlStore control) {
    this.database = database;
    this.control = control;
  }

  /** The floor for documents of this mapping that are read from now on. */
  public SourceVersion of(MappedCollection mapping) {
    // The position first: a switch that comes between the two must not make the floor too high.
    SourceVersion position = ChangePosition.now(database, mapping.collection());
    return control
        .capability(mapping.ownedBy())
        .filter(capability -> capability.owner() == Side.SERVERLESS)
        .flatMap(capability -> Optional.ofNullable(capability.switchPosition()))
        .map(SourceVersion::parse)
        .orElse(position);
  }
}
