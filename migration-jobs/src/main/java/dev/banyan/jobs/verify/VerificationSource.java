package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import java.nio.file.Path;
import java.util.Set;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/** Whose documents tables are held against. */
public sealed interface VerificationSource permits LiveSource, DumpedSource {

  /** Collections that are written meanwhile. */
  static VerificationSource live(MongoDatabase mongo) {
    return new LiveSource(mongo);
  }

  /**
   * What {@code mongodump} wrote, gzipped or not.
   *
   * @param asOf the highest version that the dump shows: an item that differs and has a higher one
   *     is newer, which is no difference. {@link SourceVersion#LOWEST}, which is what a backfill
   *     from a dump writes, if that is not known
   */
  static VerificationSource dump(Path directory, SourceVersion asOf) {
    return new DumpedSource(directory, asOf);
  }

  /** The documents of a collection. */
  SourceDocuments documents(String collection);

  /** About how many they are. */
  long estimate(String collection);

  /** The time that a verification begins at. */
  BsonTimestamp now(String collection);

  /** What changes in collections from a time on. */
  ChangeFeed changes(Set<String> collections, @Nullable BsonTimestamp from);

  /** Above which an item is newer than the documents; null if they are as new as can be. */
  @Nullable SourceVersion asOf();
}
