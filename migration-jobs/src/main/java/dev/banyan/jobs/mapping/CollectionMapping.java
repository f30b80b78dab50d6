package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.RawBsonDocument;

/**
 * How the documents of a collection become rows of a table. Implementations are thread-safe.
 *
 * @param <T> a row, as the table's own class takes it
 */
public interface CollectionMapping<T> extends MappedCollection {

  /**
   * Reads the fields of a document.
   *
   * @throws IllegalArgumentException if a field is missing or not of its type; the message says
   *     which
   */
  T read(RawBsonDocument document);

  /**
   * Maps a document; never throws for what is in it.
   *
   * @param floor version of a document that carries none of its own
   */
  default Mapped<T> map(RawBsonDocument document, SourceVersion floor) {
    try {
      Optional<VersionTag> tag = VersionTag.of(document);
      if (tag.isPresent() && tag.get().deleted()) {
        return new Mapped.Gone<>();
      }
      return new Mapped.Row<>(read(document), tag.map(VersionTag::version).orElse(floor));
    } catch (IllegalArgumentException e) {
      return new Mapped.Unmappable<>(String.valueOf(e.getMessage()));
    } catch (BSONException | IndexOutOfBoundsException | IllegalStateException e) {
      return new Mapped.Unmappable<>("not readable as BSON: " + e.getMessage());
    }
  }
}
