package dev.banyan.jobs.plan;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.EncodedItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;

/**
 * Items that would get the same key, so that one of them would be lost.
 *
 * <ol>
 *   <li>A pass notes the 64-bit hashes that come twice, among the hashes of one residue class; as
 *       many classes, and passes, as memory asks for.
 *   <li>A last pass compares the keys themselves where hashes came twice, so that two keys of one
 *       hash are not reported.
 * </ol>
 */
final class KeyCollisions {

  private static final int MOST_REPORTED = 20;
  private static final int MOST_SUSPECTS = 100_000;

  private final DocumentMapping mapping;
  private final Set<Long> suspects = new HashSet<>();
  private boolean cut;

  KeyCollisions(DocumentMapping mapping) {
    this.mapping = mapping;
  }

  /**
   * Looks through documents.
   *
   * @param documents opens them anew for every pass
   * @param items how many items there are, roughly
   * @param mostHashes hashes that may be in memory, 8 to 16 bytes each
   */
  PlanReport.Collisions find(Opener documents, long items, int mostHashes) {
    int passes = (int) Math.max(1, Math.min(10_000, (items + mostHashes - 1) / mostHashes));
    for (int pass = 0; pass < passes; pass++) {
      int residue = pass;
      HashSlots seen = new HashSlots();
      eachItem(
          documents,
          item -> {
            long hash = hash(item);
            if (Long.remainderUnsigned(hash, passes) == residue && !seen.add(hash)) {
              suspect(hash);
            }
          });
    }
    return compared(documents);
  }

  /** Opens the documents from the beginning. */
  @FunctionalInterface
  interface Opener {
    Iterator<RawBsonDocument> open();
  }

  private void suspect(long hash) {
    if (suspects.size() < MOST_SUSPECTS) {
      suspects.add(hash);
    } else {
      cut = true;
    }
  }

  private PlanReport.Collisions compared(Opener documents) {
    if (suspects.isEmpty()) {
      return new PlanReport.Collisions(0, List.of(), false);
    }
    Map<String, Integer> counts = new HashMap<>();
    eachItem(
        documents,
        item -> {
          if (suspects.contains(hash(item))) {
            counts.merge(text(item), 1, Integer::sum);
          }
        });
    List<String> twice = new ArrayList<>();
    long lost = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > 1) {
        lost += entry.getValue() - 1;
        if (twice.size() < MOST_REPORTED) {
          twice.add(entry.getKey() + ", " + entry.getValue() + " times");
        }
      }
    }
    return new PlanReport.Collisions(lost, twice, cut);
  }

  private void eachItem(Opener documents, Consumer<EncodedItem> use) {
    DocumentEncoder encoder = mapping.encoder();
    Iterator<RawBsonDocument> open = documents.open();
    while (open.hasNext()) {
      encoder.encode(open.next(), SourceVersion.LOWEST, use::accept);
    }
  }

  private static long hash(EncodedItem item) {
    return item.keys().hash() ^ item.table().name().hashCode() * 0x9E3779B97F4A7C15L;
  }

  private static String text(EncodedItem item) {
    String sort = item.keys().sortText();
    return item.table().name()
        + ": "
        + item.keys().partitionText()
        + (item.table().sort() == null ? "" : " / " + sort);
  }
}
