package dev.banyan.jobs.verify;

import com.mongodb.client.MongoDatabase;
import java.util.Map;

/** What a mapped comparison reads. */
record MappedSides(
    MongoDatabase mongo, Map<String, TableReads> tables, Counted counted, int documentsPerRange) {
  MappedSides {
    tables = Map.copyOf(tables);
  }
}
