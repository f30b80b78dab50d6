package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.relationships.Follow;
import dev.banyan.relationships.RelationshipTable;
import java.util.List;
import org.bson.RawBsonDocument;

/** The collection {@code follows} into the table {@code relationships}. */
public final class FollowsToRelationships implements CollectionMapping<Follow> {

  private static final TableSpec TABLE =
      TableSpec.of(
          RelationshipTable.NAME,
          new KeyAttribute("follower", 'S'),
          new KeyAttribute("followee", 'S'));

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
    return "follows-relationships-1";
  }

  @Override
  public Follow read(RawBsonDocument document) {
    FollowKey key = FollowKey.of(document);
    return new Follow(key.follower(), key.followee(), Fields.date(document, "createdAt"));
  }

  @Override
  public List<TableItem> items(Follow follow, SourceVersion version) {
    return List.of(new TableItem(TABLE, RelationshipTable.backfilled(follow, version)));
  }
}
