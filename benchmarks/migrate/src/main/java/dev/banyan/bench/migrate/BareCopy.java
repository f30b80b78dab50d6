package dev.banyan.bench.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The SDK's {@code BatchWriteItem} from 16 threads, over documents that lie in memory: reads
 * nothing, keeps no checkpoint, checks nothing.
 */
final class BareCopy implements Copy {

  private static final int IN_MEMORY = 5_000;

  private final List<Document> documents = new ArrayList<>();

  BareCopy() {
    for (int number = 0; number < IN_MEMORY; number++) {
      documents.add(Documents.document(number));
    }
  }

  @Override
  public void run(Order order) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Tables.THREADS);
    AtomicInteger next = new AtomicInteger();
    try (DynamoDbClient client = Tables.client(order.endpoint())) {
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < Tables.THREADS; thread++) {
        writers.add(threads.submit(() -> write(client, order, next)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void write(DynamoDbClient client, Order order, AtomicInteger next) {
    for (int from = next.getAndAdd(Tables.BATCH);
        from < order.documents();
        from = next.getAndAdd(Tables.BATCH)) {
      List<Map<String, AttributeValue>> items = new ArrayList<>(Tables.BATCH);
      for (int i = from; i < Math.min(order.documents(), from + Tables.BATCH); i++) {
        items.add(item(i));
      }
      Tables.batchWrite(client, order.table(), items);
    }
  }

  /** The key is that of the document's number, so that a real table gets as many items. */
  private Map<String, AttributeValue> item(int number) {
    Map<String, AttributeValue> item = DocumentItems.of(documents.get(number % IN_MEMORY));
    item.put("pk", AttributeValue.fromS("customer-" + number));
    return item;
  }
}
