package dev.banyan.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.TableItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a plan says of a mapping that is written in Java. */
final class PlanOfJavaTest {

  private static final TableSpec TABLE =
      TableSpec.of("sums", new KeyAttribute("customer", 'S'), null);

  /**
   * An item for each document, but for the last.
   *
   * @param clock stands for what a mapping should not look at
   */
  private record SumMapping(AtomicInteger clock, int step) implements CollectionMapping<String> {

    @Override
    public String collection() {
      return "orders";
    }

    @Override
    public String fingerprint() {
      return "1";
    }

    @Override
    public List<TableSpec> tables() {
      return List.of(TABLE);
    }

    @Override
    public String read(RawBsonDocument document) {
      return document.getString("customer").getValue();
    }

    @Override
    public List<TableItem> items(String customer, SourceVersion version) {
      if (customer.equals("c9")) {
        throw new IllegalArgumentException("c9 is on the list");
      }
      return List.of(
          new TableItem(
              TABLE,
              Map.of(
                  "customer", AttributeValue.fromS(customer),
                  "at", AttributeValue.fromN("" + clock.addAndGet(step)))));
    }
  }

  private record Orders(int customers) implements DocumentSource {

    @Override
    public String name() {
      return "orders";
    }

    @Override
    public long documents() {
      return 1_000;
    }

    @Override
    public Iterator<RawBsonDocument> sample(int most) {
      return IntStream.range(0, 10)
          .mapToObj(i -> "{_id: %d, customer: 'c%d', seen: 1}".formatted(i, i % customers))
          .map(RawBsonDocument::parse)
          .iterator();
    }

    @Override
    public Iterator<RawBsonDocument> all() {
      return sample(10);
    }
  }

  private static PlanReport plan(int customers, int step) {
    return Plan.run(
        new Orders(customers), new SumMapping(new AtomicInteger(), step), PlanOptions.DEFAULT);
  }

  @Test
  void run_countsAndEstimatesAsForAFile_andSaysWhatItCannotKnow() {
    PlanReport plan = plan(10, 0);

    assertThat(plan.estimate().items()).isEqualTo(900);
    assertThat(plan.refused()).containsValue(1L);
    assertThat(plan.collisions().items()).isZero();
    assertThat(plan.unsteady()).isZero();
    assertThat(plan.dropped()).isEmpty();
    assertThat(plan.text()).contains("which fields it leaves out is not known");
    assertThat(plan(5, 0).collisions().items()).isEqualTo(5);
  }

  @Test
  void run_findsAMappingThatMakesOtherItemsEachTime() {
    PlanReport plan = plan(9, 1);

    assertThat(plan.unsteady()).isEqualTo(10);
    assertThat(plan.text()).contains("10 documents became other items", "take clocks");
    assertThat(plan.json()).contains("\"unsteady\": 10");
  }
}
