package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * What items the documents of a collection must have. Made from the mapping file's description, not
 * from the mapping's code: a mistake there must not repeat itself here. Thread-safe.
 */
public final class ExpectedItems implements Expectations {

  private final CollectionSpec spec;
  private final List<ItemRules> items;
  private final List<FieldPath> needed;

  public ExpectedItems(CollectionSpec spec) {
    this.spec = spec;
    this.items = spec.items().stream().map(ItemRules::new).toList();
    this.needed = NeededPaths.ofCollection(spec);
  }

  @Override
  public String collection() {
    return spec.collection();
  }

  @Override
  public List<TableSpec> tables() {
    return spec.tables();
  }

  @Override
  public int itemsOfDocument() {
    return spec.items().size();
  }

  private Stream<ItemSpec> of(String table) {
    return spec.items().stream().filter(item -> item.table().name().equals(table));
  }

  @Override
  public String versionAttribute(String table) {
    return of(table).map(ItemSpec::versionAttribute).findFirst().orElse("v");
  }

  @Override
  public Set<String> marks(String table) {
    return of(table)
        .flatMap(item -> Stream.of(item.versionAttribute(), item.originAttribute(), "origin"))
        .collect(Collectors.toSet());
  }

  @Override
  public boolean splits(String table) {
    return of(table).anyMatch(item -> item.oversize() == ItemSpec.Oversize.SPLIT);
  }

  @Override
  public Expectation of(RawBsonDocument document) {
    return of(Raw.of(document));
  }

  /** What the document in these bytes must have. */
  public Expectation of(byte[] bson) {
    return of(Raw.of(bson));
  }

  @Override
  public List<ExpectedItem> keysOf(DocumentId id) {
    Raw document =
        Raw.of(new RawBsonDocument(new BsonDocument("_id", id.value()), new BsonDocumentCodec()));
    List<ExpectedItem> found = new ArrayList<>();
    items.forEach(rules -> rules.keyOnly(Source.of(document)).ifPresent(found::add));
    return found;
  }

  private Expectation of(Raw document) {
    try {
      return new Expectation(items(document), null);
    } catch (Refusal e) {
      return new Expectation(List.of(), e.reason());
    }
  }

  private List<ExpectedItem> items(Raw document) {
    Source source = Source.of(document);
    needed.forEach(source::at);
    ReverseTag tag = ReverseTag.of(source.fields());
    SourceVersion version = tag.version();
    if (tag.deleted() || !Conditions.hold(spec.when(), source)) {
      return List.of();
    }
    List<ExpectedItem> expected = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      ItemRules rules = items.get(i);
      ItemSpec.Each each = spec.items().get(i).each();
      if (each == null) {
        rules.add(source, document, version, expected);
      } else {
        elements(rules, each, source, version, expected);
      }
    }
    return expected;
  }

  private static void elements(
      ItemRules rules,
      ItemSpec.Each each,
      Source source,
      @Nullable SourceVersion version,
      List<ExpectedItem> expected) {
    Raw array = source.at(each.path());
    if (array == null || array.type() == Raw.NULL) {
      return;
    }
    if (array.type() != Raw.ARRAY) {
      throw new Refusal(each.path() + " is " + array.typeName() + " where 'each' needs an array");
    }
    int index = 0;
    for (Field element : array.fields()) {
      Source of = source.element(each.as(), element.value(), index++);
      rules.elementPaths().forEach(of::at);
      rules.add(of, element.value(), version, expected);
    }
  }
}
