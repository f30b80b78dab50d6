package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec.Each;
import dev.banyan.jobs.mapping.spec.MappingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives slots to paths: one set for the document, one for the element of an array. */
final class SlotPlan {

  /** Path that means the element's index in templates. */
  private static final List<String> INDEX = List.of("#");

  private final Map<List<String>, Integer> document = new LinkedHashMap<>();
  private final List<ElementSlots> elements = new ArrayList<>();
  private int count;

  /**
   * Slots of an item that is made of an element.
   *
   * @param whole slot of the element itself
   * @param index slot of the element's index
   */
  static final class ElementSlots {
    private final String as;
    private final Map<List<String>, Integer> paths = new LinkedHashMap<>();
    private final int whole;
    private final int index;

    private ElementSlots(String as, int whole, int index) {
      this.as = as;
      this.whole = whole;
      this.index = index;
    }

    int whole() {
      return whole;
    }

    int index() {
      return index;
    }

    CaptureTree tree() {
      CaptureTree.Builder builder = new CaptureTree.Builder();
      paths.forEach(builder::add);
      return builder.build();
    }

    List<Integer> slots() {
      return List.copyOf(paths.values());
    }
  }

  ElementSlots element(Each each) {
    ElementSlots slots = new ElementSlots(each.as(), count++, count++);
    elements.add(slots);
    return slots;
  }

  /** The slot of a path that an item's values come from. */
  int of(FieldPath path, @Nullable ElementSlots element) {
    if (path.names().contains("*")) {
      throw new MappingException("'" + path + "': one value is needed, and * means many");
    }
    if (element == null) {
      return document.computeIfAbsent(path.names(), names -> count++);
    }
    if (path.names().equals(INDEX)) {
      return element.index;
    }
    if (!path.first().equals(element.as)) {
      return document.computeIfAbsent(path.names(), names -> count++);
    }
    return path.isTopLevel()
        ? element.whole
        : element.paths.computeIfAbsent(path.rest().names(), names -> count++);
  }

  int count() {
    return count;
  }

  CaptureTree documentTree() {
    CaptureTree.Builder builder = new CaptureTree.Builder();
    document.forEach(builder::add);
    return builder.build();
  }
}
