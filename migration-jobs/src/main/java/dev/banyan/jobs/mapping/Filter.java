package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.Condition;
import dev.banyan.jobs.mapping.spec.Condition.All;
import dev.banyan.jobs.mapping.spec.Condition.Any;
import dev.banyan.jobs.mapping.spec.Condition.Not;
import dev.banyan.jobs.mapping.spec.Condition.Test;
import dev.banyan.jobs.mapping.spec.FieldPath;
import java.util.List;
import java.util.function.ToIntFunction;

/** A condition over the slots of a document. Thread-safe. */
interface Filter {

  boolean wants(Slots slots);

  /** Prepares a condition. */
  static Filter of(Condition condition, ToIntFunction<FieldPath> slotOf) {
    if (condition instanceof All all) {
      List<Filter> filters = all.conditions().stream().map(c -> of(c, slotOf)).toList();
      return slots -> every(filters, slots);
    }
    if (condition instanceof Any any) {
      List<Filter> filters = any.conditions().stream().map(c -> of(c, slotOf)).toList();
      return slots -> filters.stream().anyMatch(filter -> filter.wants(slots));
    }
    if (condition instanceof Not not) {
      Filter inner = of(not.condition(), slotOf);
      return slots -> !inner.wants(slots);
    }
    return new ValueTest((Test) condition, slotOf.applyAsInt(((Test) condition).path()));
  }

  private static boolean every(List<Filter> filters, Slots slots) {
    for (Filter filter : filters) {
      if (!filter.wants(slots)) {
        return false;
      }
    }
    return true;
  }
}
