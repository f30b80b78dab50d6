package dev.banyan.localcloud.mongo.storage;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.Bson;
import dev.banyan.localcloud.mongo.index.IndexOptions;
import dev.banyan.localcloud.mongo.index.OrderedIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderedIndexTest {

  private final RowStore rows = new RowStore();

  @Test
  void remove_takesAwayAllEntriesOfTheDocument_andThoseOnly() {
    OrderedIndex index = index(false);
    Document first = new Document("_id", 1).append("tag", List.of("a", "b"));
    Document second = new Document("_id", 2).append("tag", "a");
    Row firstRow = add(index, first);
    Row secondRow = add(index, second);
    assertThat(index.getCount()).isEqualTo(3);

    assertThat(index.remove(first)).isSameAs(firstRow);

    assertThat(index.all().values()).containsExactly(secondRow);
  }

  @Test
  void remove_ofADocumentThatIsNotThere_changesNothing() {
    OrderedIndex index = index(true);
    add(index, new Document("_id", 1).append("tag", "a"));

    assertThat(index.remove(new Document("_id", 9).append("tag", "a"))).isNull();

    assertThat(index.getCount()).isOne();
  }

  private Row add(OrderedIndex index, Document document) {
    Row row = rows.add();
    row.commit(1, Bson.encode(document));
    index.add(document, row, null);
    return row;
  }

  private static OrderedIndex index(boolean unique) {
    List<IndexKey> keys = List.of(new IndexKey("tag", true));
    return new OrderedIndex("tag_1", keys, false, unique, IndexOptions.NONE);
  }
}
