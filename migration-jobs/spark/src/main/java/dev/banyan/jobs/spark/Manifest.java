package dev.banyan.jobs.spark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Names a table's part files, beside their folder: an import takes all that is inside. */
final class Manifest {

  private Manifest() {}

  static void write(JobDirectory target, List<RangeOutcome> outcomes) {
    Map<String, List<String>> byTable =
        outcomes.stream()
            .flatMap(outcome -> outcome.parts().stream())
            .sorted()
            .collect(
                Collectors.groupingBy(
                    part -> part.substring(0, part.indexOf('/')),
                    TreeMap::new,
                    Collectors.toList()));
    byTable.forEach((table, parts) -> target.write(table + "/manifest.json", json(table, parts)));
  }

  private static String json(String table, List<String> parts) {
    return new BsonDocument("table", new BsonString(table))
        .append("format", new BsonString("DYNAMODB_JSON"))
        .append("compression", new BsonString("GZIP"))
        .append("files", new BsonArray(parts.stream().map(BsonString::new).toList()))
        .toJson();
  }
}
