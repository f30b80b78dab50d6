package dev.banyan.localcloud.mongo.stream;

import dev.banyan.localcloud.mongo.log.Change;
import dev.banyan.localcloud.mongo.log.Namespace;
import org.jspecify.annotations.Nullable;

/** What a change stream watches: a collection, a database or everything. */
public record Scope(@Nullable String database, @Nullable String collection) {

  public static final Scope CLUSTER = new Scope(null, null);

  boolean covers(Namespace namespace) {
    return (database == null || database.equals(namespace.database()))
        && (collection == null || collection.equals(namespace.collection()));
  }

  /** Whether this change takes away what is watched, so that the stream is invalidated. */
  boolean endsWith(Change change) {
    return switch (change.kind()) {
      case DROP -> collection != null && covers(change.namespace());
      case RENAME -> collection != null && (covers(change.namespace()) || isTarget(change));
      case DROP_DATABASE -> database != null && database.equals(change.namespace().database());
      case INSERT, UPDATE, REPLACE, DELETE -> false;
    };
  }

  private boolean isTarget(Change change) {
    Namespace target = change.target();
    return target != null && covers(target);
  }
}
