package dev.banyan.cli.migrate;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.plan.UniqueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Ways of writing under which a second item of one key takes the place of the first, and nobody is
 * told: {@code BatchWriteItem} and imports. They are refused where the keys may come twice. Inserts
 * are let through: they leave the first and count the second as already newer.
 */
final class OverwritingKeys {

  private OverwritingKeys() {}

  /**
   * Refuses a job whose items may take each other's place.
   *
   * @param mongo gives null for a dump, which tells no indexes
   * @throws IllegalArgumentException with the remedy
   */
  static void check(
      SourceOptions options, DocumentMapping mapping, Supplier<@Nullable MongoDatabase> mongo) {
    boolean overwrites = options.exclusive || !options.to.equals("dynamodb");
    if (!overwrites || options.keysUnique) {
      return;
    }
    Optional<String> doubt =
        mapping instanceof CompiledMapping file
            ? UniqueKeys.doubt(
                file.spec(), options.specs(), () -> indexes(mongo.get(), mapping.collection()))
            : Optional.of("what keys a mapping in Java makes is not known");
    if (doubt.isPresent()) {
      throw new IllegalArgumentException(
          "%s: with %s the last item of a key would take the others' place, and nobody would see it. Let 'banyan plan --exact-keys' look with the same mapping; if no items share a key, add --keys-unique; if some do, put {_id} into the key"
              .formatted(doubt.get(), options.exclusive ? "--exclusive" : "--to " + options.to));
    }
  }

  private static List<BsonDocument> indexes(@Nullable MongoDatabase mongo, String collection) {
    if (mongo == null) {
      return List.of();
    }
    try {
      return mongo
          .getCollection(collection)
          .listIndexes(BsonDocument.class)
          .into(new ArrayList<>());
    } catch (MongoException e) {
      throw new JobException("the indexes of '" + collection + "' cannot be read: " + e, e);
    }
  }
}
