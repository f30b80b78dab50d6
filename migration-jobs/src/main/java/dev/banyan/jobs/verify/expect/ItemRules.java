package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.Index;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Value;
import dev.banyan.jobs.verify.expect.Expected.Bytes;
import dev.banyan.jobs.verify.expect.Expected.Decimal;
import dev.banyan.jobs.verify.expect.Expected.Elements;
import dev.banyan.jobs.verify.expect.Expected.Null;
import dev.banyan.jobs.verify.expect.Expected.Text;
import dev.banyan.jobs.verify.expect.Expected.Whole;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the mapping file says of one item, applied to documents. Thread-safe. */
final class ItemRules {

  private static final int LONGEST_PARTITION = 2_048;
  private static final int LONGEST_SORT = 1_024;

  /**
   * A smaller source cannot become an item above DynamoDB's limit, whatever its types, unless the
   * mapping copies values into it.
   */
  private static final int SURELY_FITS = 16 * 1024;

  private static final Expected ORIGIN = new Expected.OneOf(Set.of("legacy", "serverless"));

  private final ItemSpec spec;
  private final Hints hints;
  private final Images images;
  private final MadeAttributes made;
  private final Set<String> taken;
  private final List<FieldPath> elementPaths;
  private final boolean copies;

  ItemRules(ItemSpec spec) {
    this.spec = spec;
    this.hints = Hints.of(spec);
    this.images = new Images(spec.options());
    this.made = new MadeAttributes(spec, hints, images);
    this.taken = taken(spec);
    this.elementPaths = NeededPaths.ofElement(spec);
    this.copies = !spec.set().values().stream().allMatch(Value.Constant.class::isInstance);
  }

  List<FieldPath> elementPaths() {
    return elementPaths;
  }

  /** Names of attributes that fields cannot have. */
  private static Set<String> taken(ItemSpec spec) {
    Set<String> names =
        new HashSet<>(
            Set.of(
                spec.table().partition().name(),
                spec.versionAttribute(),
                spec.originAttribute(),
                "$fields",
                "$order",
                "$large"));
    if (spec.table().sort() != null) {
      names.add(spec.table().sort().name());
    }
    if (spec.ttl() != null) {
      names.add(spec.ttl().attribute());
    }
    spec.set().keySet().forEach(path -> names.add(path.first()));
    spec.rename().values().forEach(path -> names.add(path.first()));
    return names;
  }

  /** Adds the item of a document or element, if it is wanted. */
  void add(Source source, Raw from, @Nullable SourceVersion version, List<ExpectedItem> expected) {
    if (!Conditions.hold(spec.when(), source)) {
      return;
    }
    Map<String, Expected> item = new LinkedHashMap<>();
    ItemKey key = keys(source, item);
    marks(item, version);
    if (from.type() == Raw.DOCUMENT) {
      new FieldsOf(item).add(from);
    } else {
      item.put(Objects.requireNonNull(spec.each()).as(), images.of(from, null, 0));
    }
    made.add(source, item);
    expiry(source, item);
    indexKeys(item);
    boolean mayBeLarge = copies || from.to() - from.from() > SURELY_FITS;
    boolean large = mayBeLarge && Sizes.of(item) > Sizes.LIMIT;
    expected.add(large ? large(source, version, item) : item(key, item, false, null));
  }

  /** The item's key, if the source has all that it needs. */
  Optional<ExpectedItem> keyOnly(Source source) {
    if (spec.each() != null) {
      return Optional.empty();
    }
    try {
      Map<String, Expected> item = new LinkedHashMap<>();
      return Optional.of(item(keys(source, item), item, false, null));
    } catch (Refusal e) {
      return Optional.empty();
    }
  }

  private ExpectedItem item(
      ItemKey key,
      Map<String, Expected> attributes,
      boolean split,
      @Nullable Map<String, Expected> whole) {
    return new ExpectedItem(spec.table(), key, attributes, split, whole);
  }

  private ExpectedItem large(
      Source source, @Nullable SourceVersion version, Map<String, Expected> whole) {
    Map<String, Expected> keys = new LinkedHashMap<>();
    ItemKey key = keys(source, keys);
    return switch (spec.oversize()) {
      case DEAD_LETTER -> throw new Refusal("an item above 400 KB");
      case SPLIT -> item(ExpectedItem.part(key, key.sort(), 0), keys, true, whole);
      case OFFLOAD -> {
        Map<String, Expected> reference = new LinkedHashMap<>(keys);
        marks(reference, version);
        reference.put("$large", new Expected.AnyText());
        yield item(key, reference, false, whole);
      }
    };
  }

  private void marks(Map<String, Expected> item, @Nullable SourceVersion version) {
    item.put(spec.versionAttribute(), new Expected.Version(version));
    item.put(spec.originAttribute(), ORIGIN);
  }

  private ItemKey keys(Source source, Map<String, Expected> item) {
    TableSpec table = spec.table();
    String partition = key(table.partition(), spec.partition(), LONGEST_PARTITION, source, item);
    KeyAttribute sortKey = table.sort();
    Template sortValue = spec.sort();
    return new ItemKey(
        partition,
        sortKey == null || sortValue == null
            ? null
            : key(sortKey, sortValue, LONGEST_SORT, source, item));
  }

  private static String key(
      KeyAttribute key, Template value, int longest, Source source, Map<String, Expected> item) {
    if (key.type() == 'B') {
      byte[] bytes = Templates.bytes(value, source);
      item.put(key.name(), new Bytes(limited(bytes, bytes.length, longest)));
      return ItemKey.base64(bytes);
    }
    String text = Templates.text(value, source);
    limited(text, Sizes.length(text), longest);
    if (key.type() == 'S') {
      item.put(key.name(), new Text(text));
      return text;
    }
    item.put(key.name(), new Decimal(new BigDecimal(text)));
    return ItemKey.number(text);
  }

  private static <T> T limited(T value, int length, int longest) {
    if (length == 0 || length > longest) {
      throw new Refusal("a key value of " + length + " bytes");
    }
    return value;
  }

  private void expiry(Source source, Map<String, Expected> item) {
    ItemSpec.Ttl ttl = spec.ttl();
    Raw date = ttl == null ? null : source.at(ttl.path());
    if (ttl == null || date == null) {
      return;
    }
    if (date.type() != Raw.DATE) {
      throw new Refusal(ttl.path() + " is " + date.typeName() + " where the expiry needs a date");
    }
    item.put(
        ttl.attribute(), new Whole(Math.floorDiv(date.int64(), 1000L) + ttl.plus().toSeconds()));
  }

  /** DynamoDB refuses an item whose attribute is an index's key and not of its type, or empty. */
  private void indexKeys(Map<String, Expected> item) {
    for (Index index : spec.table().indexes()) {
      indexKey(index.partition(), item, LONGEST_PARTITION);
      if (index.sort() != null) {
        indexKey(index.sort(), item, LONGEST_SORT);
      }
    }
  }

  private static void indexKey(KeyAttribute key, Map<String, Expected> item, int longest) {
    Expected value = item.get(key.name());
    if (value == null) {
      return;
    }
    if (key.type() == 'S' && value instanceof Text text) {
      limited(text, Sizes.length(text.value()), longest);
    } else if (key.type() == 'B' && value instanceof Bytes bytes) {
      limited(bytes, bytes.value().length, longest);
    } else if (!isTextual(key, value) && !isNumber(key, value)) {
      throw new Refusal(key.name() + " is key of an index and not of its type");
    }
  }

  /** The version and origin may be keys of an index as well. */
  private static boolean isTextual(KeyAttribute key, Expected value) {
    return key.type() == 'S'
        && (value instanceof Expected.Version
            || value instanceof Expected.OneOf
            || value instanceof Expected.RealText);
  }

  private static boolean isNumber(KeyAttribute key, Expected value) {
    return key.type() == 'N'
        && (value instanceof Whole || value instanceof Decimal || value instanceof Expected.Real);
  }

  /** The fields of one document, as attributes. */
  private final class FieldsOf {
    private final Map<String, Expected> item;
    private final Set<String> names = new HashSet<>();
    private final List<Expected> displaced = new ArrayList<>();
    private final List<Expected> order = new ArrayList<>();
    private final boolean keepOrder = spec.options().keepOrder();

    FieldsOf(Map<String, Expected> item) {
      this.item = item;
    }

    void add(Raw document) {
      for (Field field : document.fields()) {
        Hints here = hints.field(field.name());
        if (isWanted(field.name(), here)) {
          add(field, here);
        }
      }
      if (!displaced.isEmpty()) {
        item.put("$fields", new Elements(displaced));
      }
      if (order.size() > 1) {
        item.put("$order", new Elements(order));
      }
    }

    private boolean isWanted(@Nullable String name, @Nullable Hints here) {
      boolean listed = spec.only() == null || (name != null && spec.only().contains(name));
      return listed && !"_banyan".equals(name) && !Hints.excluded(here) && !isKey(name, here);
    }

    /** Whether a key attribute of the same name says all that the field says. */
    private boolean isKey(@Nullable String name, @Nullable Hints here) {
      return Hints.newName(here) == null
          && (isKey(name, spec.table().partition(), spec.partition())
              || isKey(name, spec.table().sort(), spec.sort()));
    }

    private boolean isKey(
        @Nullable String name, @Nullable KeyAttribute key, @Nullable Template value) {
      if (key == null || value == null || !key.name().equals(name) || !value.isOneValue()) {
        return false;
      }
      List<String> path = value.placeholders().get(0).path().names();
      ItemSpec.Each each = spec.each();
      return path.equals(each == null ? List.of(key.name()) : List.of(each.as(), key.name()));
    }

    private void add(Field field, @Nullable Hints here) {
      String renamed = Hints.newName(here);
      String name = renamed == null ? field.name() : renamed;
      boolean free = renamed != null || !taken.contains(String.valueOf(name));
      if (name != null && free && Images.isUsable(name) && names.add(name)) {
        item.put(name, images.of(field.value(), here, 0));
        ordered(new Text(name));
      } else {
        displaced.add(Images.name(field.nameBytes()));
        displaced.add(images.of(field.value(), here, 1));
        ordered(new Null());
      }
    }

    private void ordered(Expected name) {
      if (keepOrder) {
        order.add(name);
      }
    }
  }
}
