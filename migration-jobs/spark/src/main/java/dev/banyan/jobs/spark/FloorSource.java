package dev.banyan.jobs.spark;

import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.MappedCollection;

/** Decides on the version of documents that carry none of their own. */
@FunctionalInterface
interface FloorSource {

  SourceVersion of(MongoDatabase database, MappedCollection mapping);
}
