package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import java.util.List;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.RawBsonDocument;

/**
 * How the documents of a collection become items, written in Java: what a mapping file cannot say,
 * and the services' own tables, whose classes own the layout of their items. Implementations are
 * thread-safe.
 *
 * <p>Whatever {@link #read} or {@link #items} throws makes a dead letter of the document, with the
 * exception's message as its cause.
 *
 * @param <T> a document as Java knows it
 */
public interface CollectionMapping<T> extends DocumentMapping {

  /**
   * Reads the fields of a document.
   *
   * @throws IllegalArgumentException if a field is missing or not of its type; the message says
   *     which
   */
  T read(RawBsonDocument document);

  /**
   * The items of a document: all go into their tables, or none does.
   *
   * @param version the floor, or the version that the document carries
   * @throws IllegalArgumentException if it cannot be items; the message says why
   */
  List<TableItem> items(T row, SourceVersion version);

  /** No capability of a run, unless the mapping says so. */
  @Override
  default String ownedBy() {
    return "";
  }

  @Override
  default DocumentEncoder encoder() {
    return new RowEncoder<>(this);
  }

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
