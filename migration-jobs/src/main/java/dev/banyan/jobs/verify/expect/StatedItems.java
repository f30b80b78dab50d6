package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.expect.CollectionExpectation.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What items the documents of a collection must have, as Java states it. Thread-safe.
 *
 * @param tables that the mapping writes to
 */
public record StatedItems(
    String collection, List<TableSpec> tables, CollectionExpectation expectation)
    implements Expectations {

  private static final String VERSION = "v";

  public StatedItems {
    tables = List.copyOf(tables);
  }

  @Override
  public int itemsOfDocument() {
    return tables.size();
  }

  @Override
  public String versionAttribute(String table) {
    return VERSION;
  }

  @Override
  public Set<String> marks(String table) {
    return Set.of(VERSION, "origin");
  }

  /** An item of a Java mapping above 400 KB is refused. */
  @Override
  public boolean splits(String table) {
    return false;
  }

  @Override
  public Expectation of(RawBsonDocument document) {
    try {
      ReverseTag tag = ReverseTag.of(Raw.of(document).fields());
      return tag.deleted()
          ? new Expectation(List.of(), null)
          : new Expectation(items(document, tag.version()), null);
    } catch (Refusal e) {
      return new Expectation(List.of(), e.reason());
    }
  }

  private List<ExpectedItem> items(RawBsonDocument document, @Nullable SourceVersion version) {
    List<ExpectedItem> expected = new ArrayList<>();
    for (Item item : stated(document)) {
      TableSpec table = table(item.table());
      Map<String, Expected> attributes = new LinkedHashMap<>();
      item.attributes().forEach((name, value) -> attributes.put(name, StatedValues.of(value)));
      attributes.put(VERSION, new Expected.Version(version));
      ItemKey key = StatedValues.key(table, item.attributes());
      expected.add(new ExpectedItem(table, key, attributes, false, null));
    }
    return expected;
  }

  /** Whatever it throws: the document's items, if there are some, are extra then, and are seen. */
  private List<Item> stated(RawBsonDocument document) {
    try {
      return expectation.items(document);
    } catch (RuntimeException e) {
      throw new Refusal(e instanceof IllegalArgumentException ? "" + e.getMessage() : "" + e);
    }
  }

  private TableSpec table(String name) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new JobException(
                    "the expectation of '%s' names the table '%s', which the mapping does not write to: it has %s"
                        .formatted(
                            collection, name, tables.stream().map(TableSpec::name).toList())));
  }

  /** Only the whole document says which items it has. */
  @Override
  public List<ExpectedItem> keysOf(DocumentId id) {
    return List.of();
  }
}
