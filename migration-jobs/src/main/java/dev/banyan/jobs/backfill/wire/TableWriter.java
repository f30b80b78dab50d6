package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.backfill.copy.Delivered;
import dev.banyan.jobs.backfill.copy.ItemDestination.RangeWriter;
import dev.banyan.jobs.mapping.EncodedItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.RawBsonDocument;

/**
 * Gathers items into one open request per table; when one of them is full, all go, so that a
 * position in the source stands behind whole requests.
 */
final class TableWriter implements RangeWriter {

  private final DynamoLink link;
  private final WritePath path;
  private final Map<String, RequestBody> openBodies = new LinkedHashMap<>();
  private final ConcurrentLinkedQueue<RequestBody> spare = new ConcurrentLinkedQueue<>();
  private boolean full;
  private int gathered;

  TableWriter(DynamoLink link, WritePath path) {
    this.link = link;
    this.path = path;
  }

  @Override
  public boolean accepts(EncodedItem item) {
    RequestBody open = openBodies.get(slot(item));
    return open == null || open.accepts(item);
  }

  @Override
  public void add(EncodedItem item, RawBsonDocument document) {
    String slot = slot(item);
    RequestBody body = openBodies.get(slot);
    if (body == null) {
      body = slot.isEmpty() ? new RequestBody(WritePath.PUT_IF_ABSENT) : spareBody();
      openBodies.put(slot, body);
    }
    body.add(item, document);
    gathered++;
    full |= body.isFull();
  }

  /** The table, or "" for an item that goes alone. */
  private String slot(EncodedItem item) {
    boolean alone = path == WritePath.INSERT_IF_ABSENT && RequestBody.isTooLong(item);
    return alone ? "" : item.table().name();
  }

  private RequestBody spareBody() {
    RequestBody body = spare.poll();
    return body == null ? new RequestBody(path) : body;
  }

  @Override
  public boolean isFull() {
    return full;
  }

  @Override
  public boolean isEmpty() {
    return gathered == 0;
  }

  @Override
  public CompletableFuture<Delivered> flush(long before) throws InterruptedException {
    Collection<RequestBody> bodies = new ArrayDeque<>(openBodies.values());
    openBodies.clear();
    full = false;
    gathered = 0;
    List<CompletableFuture<Delivered>> sent = new ArrayList<>(bodies.size());
    for (RequestBody body : bodies) {
      sent.add(send(body));
    }
    CompletableFuture<Delivered> all = sent.get(0);
    for (int i = 1; i < sent.size(); i++) {
      all = all.thenCombine(sent.get(i), Delivered::plus);
    }
    return all;
  }

  private CompletableFuture<Delivered> send(RequestBody body) throws InterruptedException {
    link.throttle().acquire(body.units(), body.count());
    Request request = new Request(link, body, body.path());
    return request
        .send()
        .whenComplete(
            (delivered, failure) -> {
              link.throttle().limit().release();
              if (failure == null && request.isClean() && body.path() == path) {
                body.reset();
                spare.add(body);
              }
            });
  }
}
