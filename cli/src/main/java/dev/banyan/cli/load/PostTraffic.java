package dev.banyan.cli.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.types.ObjectId;

/** Posts composed and deleted; after each composed one its author looks for it. */
final class PostTraffic {

  private final Traffic traffic;
  private final SocialModel model;

  /** Deletes under way: at most one per request in flight. */
  private final Set<ObjectId> deleting = ConcurrentHashMap.newKeySet();

  PostTraffic(Traffic traffic, SocialModel model) {
    this.traffic = traffic;
    this.model = model;
  }

  /** Sends it, and completes after the look at it. */
  CompletableFuture<Void> compose(Call write, String tag) {
    return traffic
        .send(write)
        .thenCompose(
            answer -> {
              String id = Json.parse(answer.body()).path("id").asText();
              if (answer.status() == 201 && ObjectId.isValid(id)) {
                model.created(new ObjectId(id), write.user());
                return check(write, id);
              }
              if (answer.status() == 201 || answer.outcomeUnknown()) {
                model.uncertainCreate(tag);
              }
              traffic.failed(write, answer, answer.status() == 201 ? "malformed answer" : null);
              return CompletableFuture.completedFuture(null);
            });
  }

  private CompletableFuture<Void> check(Call write, String id) {
    Call check =
        Traffic.check(
            write, Operation.CHECK_POST, "/users/" + model.userId(write.user()) + "/posts");
    return traffic.send(check).thenAccept(answer -> judge(check, answer, id));
  }

  private void judge(Call check, Answer answer, String id) {
    JsonNode items = Json.parse(answer.body()).path("items");
    if (answer.status() != 200 || !items.isArray()) {
      traffic.unchecked(check);
      traffic.failed(check, answer, answer.status() == 200 ? "malformed answer" : null);
      return;
    }
    for (JsonNode item : items) {
      if (item.path("id").asText().equals(id)) {
        return;
      }
    }
    traffic.stale(check, answer, "own post not shown: " + id);
  }

  CompletableFuture<Void> delete(Call write, ObjectId post) {
    deleting.add(post);
    return traffic
        .send(write)
        .thenAccept(
            answer -> {
              if (answer.status() == 204) {
                model.deleted(post);
                return;
              }
              if (answer.outcomeUnknown()) {
                model.uncertainDelete(post);
              }
              traffic.failed(write, answer, null);
            })
        .whenComplete((done, error) -> deleting.remove(post));
  }

  private boolean mayBeGone(ObjectId post) {
    return deleting.contains(post) || !model.isCertain(post);
  }

  /** A post may be deleted while it is read; only a live one has to be there. */
  CompletableFuture<Void> read(Call call, ObjectId post) {
    return traffic
        .send(call)
        .thenAccept(
            answer -> {
              boolean excused = answer.status() == 404 && mayBeGone(post);
              if (answer.status() != 200 && !excused) {
                traffic.failed(call, answer, null);
              }
            });
  }
}
