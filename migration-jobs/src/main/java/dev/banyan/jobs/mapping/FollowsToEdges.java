package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.feed.Edge;
import dev.banyan.feed.EdgeTable;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.List;
import org.bson.RawBsonDocument;

/** The collection {@code follows} into the table {@code feed-edges}. */
public final class FollowsToEdges implements CollectionMapping<Edge> {

  private static final TableSpec TABLE =
      TableSpec.of(
          EdgeTable.NAME, new KeyAttribute("author", 'S'), new KeyAttribute("follower", 'S'));

  @Override
  public String collection() {
    return "follows";
  }

  @Override
  public List<TableSpec> tables() {
    return List.of(TABLE);
  }

  @Override
  public String ownedBy() {
    return "relationships";
  }

  @Override
  public String fingerprint() {
    return "follows-edges-1";
  }

  @Override
  public Edge read(RawBsonDocument document) {
    FollowKey key = FollowKey.of(document);
    return new Edge(key.followee(), key.follower());
  }

  @Override
  public List<TableItem> items(Edge edge, SourceVersion version) {
    return List.of(new TableItem(TABLE, EdgeTable.backfilled(edge, version)));
  }
}
