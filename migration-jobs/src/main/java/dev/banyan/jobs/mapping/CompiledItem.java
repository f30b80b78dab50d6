package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.TypeTree;
import dev.banyan.jobs.mapping.MadeValues.Made;
import dev.banyan.jobs.mapping.SlotPlan.ElementSlots;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.ItemSpec.Each;
import dev.banyan.jobs.mapping.spec.ItemSpec.Ttl;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.Template;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An item of a mapping, its paths turned into slots. Immutable.
 *
 * @param sort null if the table has no sort key
 * @param elements null for one item per document
 * @param elementName attribute of elements that are no documents; null for one item per document
 */
record CompiledItem(
    ItemSpec spec,
    KeyWriter partition,
    @Nullable KeyWriter sort,
    Filter filter,
    FieldRules rules,
    List<Made> made,
    Optional<Expiry> expiry,
    IndexKeys indexKeys,
    AttributeName version,
    AttributeName origin,
    @Nullable Elements elements,
    @Nullable AttributeName elementName) {

  /**
   * Where the elements come from and go.
   *
   * @param array slot of the array
   * @param tree finds values inside an element
   * @param inside slots of those values
   */
  record Elements(int array, CaptureTree tree, List<Integer> inside, int whole, int index) {}

  static CompiledItem of(ItemSpec spec, SlotPlan plan) {
    Each each = spec.each();
    ElementSlots element = each == null ? null : plan.element(each);
    ToIntFunction<FieldPath> slotOf = path -> plan.of(path, element);
    TypeTree tree = FieldRules.tree(spec);
    TableSpec table = spec.table();
    Template sort = spec.sort();
    KeyWriter sortKey =
        table.sort() == null || sort == null
            ? null
            : new KeyWriter(table.sort(), template(sort, slotOf), KeyWriter.MAX_SORT);
    KeyWriter partition =
        new KeyWriter(
            table.partition(), template(spec.partition(), slotOf), KeyWriter.MAX_PARTITION);
    Filter filter = Filter.of(spec.when(), slotOf);
    List<Made> made = MadeValues.of(spec, tree, slotOf);
    Optional<Expiry> expiry = Optional.ofNullable(spec.ttl()).map(ttl -> expiry(ttl, slotOf));
    return new CompiledItem(
        spec,
        partition,
        sortKey,
        filter,
        FieldRules.of(spec),
        made,
        expiry,
        new IndexKeys(table),
        AttributeName.of(spec.versionAttribute()),
        AttributeName.of(spec.originAttribute()),
        each == null || element == null ? null : elements(each, element, plan),
        each == null ? null : AttributeName.of(each.as()));
  }

  private static TemplateWriter template(Template template, ToIntFunction<FieldPath> slotOf) {
    return new TemplateWriter(template, placeholder -> slotOf.applyAsInt(placeholder.path()));
  }

  private static Expiry expiry(Ttl ttl, ToIntFunction<FieldPath> slotOf) {
    return new Expiry(AttributeName.of(ttl.attribute()), slotOf.applyAsInt(ttl.path()), ttl.plus());
  }

  /** Last, when all paths inside the element are known. */
  private static Elements elements(Each each, ElementSlots element, SlotPlan plan) {
    return new Elements(
        plan.of(each.path(), null),
        element.tree(),
        element.slots(),
        element.whole(),
        element.index());
  }
}
