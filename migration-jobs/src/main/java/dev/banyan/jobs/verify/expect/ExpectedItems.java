package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * What items the documents of a collection must have. Made from the mapping file's description, not
 * from the mapping's code: a mistake there must not repeat itself here. Thread-safe.
 */
public final class ExpectedItems {

  private static final String TAG = "_banyan";

  private final CollectionSpec spec;
  private final List<ItemRules> items;
  private final List<FieldPath> needed;

  public ExpectedItems(CollectionSpec spec) {
    this.spec = spec;
    this.items = spec.items().stream().map(ItemRules::new).toList();
    this.needed = NeededPaths.ofCollection(spec);
  }

  /** What a document must have. */
  public Expectation of(RawBsonDocument document) {
    return of(Raw.of(document));
  }

  /** What the document in these bytes must have. */
  public Expectation of(byte[] bson) {
    return of(Raw.of(bson));
  }

  /** Keys of items that a document of this {@code _id} has, where the {@code _id} alone says it. */
  public List<ExpectedItem> keysOf(BsonValue id) {
    Raw document =
        Raw.of(new RawBsonDocument(new BsonDocument("_id", id), new BsonDocumentCodec()));
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
    Raw tag = first(source.fields(), TAG);
    SourceVersion version = tag == null ? null : version(tag);
    if ((tag != null && isDeleted(tag)) || !Conditions.hold(spec.when(), source)) {
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

  /** The version that reverse replication left in the document. */
  private static SourceVersion version(Raw tag) {
    Raw text = tag.type() == Raw.DOCUMENT ? field(tag, "v") : null;
    String version = text == null || text.type() != Raw.STRING ? null : text.string();
    try {
      return SourceVersion.parse(String.valueOf(version));
    } catch (IllegalArgumentException e) {
      throw new Refusal("_banyan holds no version");
    }
  }

  private static boolean isDeleted(Raw tag) {
    Raw deleted = field(tag, "deleted");
    return deleted != null && deleted.type() == Raw.BOOLEAN && deleted.bool();
  }

  private static @Nullable Raw field(Raw document, String name) {
    return first(document.fields(), name);
  }

  private static @Nullable Raw first(List<Field> fields, String name) {
    for (Field field : fields) {
      if (name.equals(field.name())) {
        return field.value();
      }
    }
    return null;
  }
}
