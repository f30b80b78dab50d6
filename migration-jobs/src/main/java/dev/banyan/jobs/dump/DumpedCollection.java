package dev.banyan.jobs.dump;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/**
 * A collection's file in a dump. Its name is the collection's with URL escapes, cut and with a hash
 * behind where it would be too long; {@code metadata.json} has it whole.
 */
record DumpedCollection(Path file) {

  static boolean isData(Path file) {
    return file.getFileName().toString().matches(".*\\.bson(\\.gz)?") && Files.isRegularFile(file);
  }

  boolean isCalled(String collection) {
    return base().equals(collection) || name().equals(collection);
  }

  boolean isOf(String database) {
    return database.equals(database());
  }

  String database() {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? "" : decoded(String.valueOf(directory.getFileName()));
  }

  /** The collection's name, for people. */
  String name() {
    BsonValue whole =
        metadata(file.resolveSibling(base() + ".metadata.json")).get("collectionName");
    return whole != null && whole.isString() ? whole.asString().getValue() : decoded(base());
  }

  private String base() {
    return file.getFileName().toString().replaceAll("\\.bson(\\.gz)?$", "");
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** Why a collection has no file: what it is and what to do; empty if nothing is known. */
  static String kind(Path directory, String collection) {
    BsonDocument metadata = metadata(directory.resolve(collection + ".metadata.json"));
    BsonValue options = metadata.get("options");
    boolean view =
        options != null && options.isDocument() && options.asDocument().containsKey("viewOn");
    if (view || isType(metadata, "view")) {
      return "is a view, of which mongodump keeps the definition only: dump with"
          + " --viewsAsCollections, or move the collection below it";
    }
    boolean buckets =
        Files.exists(directory.resolve("system.buckets." + collection + ".bson"))
            || Files.exists(directory.resolve("system.buckets." + collection + ".bson.gz"));
    return buckets
        ? "is a time-series collection, which mongodump keeps in buckets: read it from MongoDB"
            + " itself, without --from-dump"
        : "";
  }

  private static boolean isType(BsonDocument metadata, String type) {
    BsonValue said = metadata.get("type");
    return said != null && said.isString() && said.asString().getValue().equals(type);
  }

  /** Nothing where it lacks or is odd: the file's name will do. */
  private static BsonDocument metadata(Path file) {
    try {
      Path zipped = file.resolveSibling(file.getFileName() + ".gz");
      if (!Files.exists(file) && !Files.exists(zipped)) {
        return new BsonDocument();
      }
      try (InputStream in = DumpSource.stream(Files.exists(file) ? file : zipped)) {
        return BsonDocument.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException | BSONException | JsonParseException e) {
      return new BsonDocument();
    }
  }
}
