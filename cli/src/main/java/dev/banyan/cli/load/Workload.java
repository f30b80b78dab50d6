package dev.banyan.cli.load;

import dev.banyan.cli.input.GeneratedTexts;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Draws one request after the other from the seed. For one thread. */
final class Workload {

  private static final int DRAWS = 20;

  private final SocialModel model;
  private final BusyUsers busy;
  private final Traffic traffic;
  private final FollowTraffic follows;
  private final PostTraffic posts;
  private final Random random;
  private final long run = System.currentTimeMillis();
  private long composed;

  Workload(SocialModel model, Traffic traffic, long seed) {
    this.model = model;
    this.traffic = traffic;
    this.busy = new BusyUsers(model.users());
    this.follows = new FollowTraffic(traffic, model);
    this.posts = new PostTraffic(traffic, model);
    this.random = new Random(seed);
  }

  /** Sends the next request; the future completes when all that follows from it is done. */
  CompletableFuture<Void> next(String stage, long due) throws InterruptedException {
    var operation = Operation.at(random.nextInt(Operation.TOTAL_WEIGHT));
    return switch (operation) {
      case COMPOSE_POST -> compose(stage, due);
      case FOLLOW, UNFOLLOW -> follow(operation, stage, due);
      case READ_POST -> readPost(stage, due);
      case DELETE_POST -> deletePost(stage, due);
      default -> read(operation, stage, due);
    };
  }

  private CompletableFuture<Void> read(Operation operation, String stage, long due) {
    String target = model.userId(anyUser());
    String path =
        switch (operation) {
          case USER_TIMELINE -> "/users/" + target + "/posts";
          case FOLLOWING_PAGE -> "/users/" + target + "/following";
          case FOLLOWERS_PAGE -> "/users/" + target + "/followers";
          case READ_USER -> "/users/" + target;
          default -> "/feed";
        };
    var call = new Call(operation, "GET", path, anyUser(), null, stage, due);
    return traffic
        .send(call)
        .thenAccept(
            answer -> {
              if (answer.status() != 200) {
                traffic.failed(call, answer, null);
              }
            });
  }

  private CompletableFuture<Void> compose(String stage, long due) throws InterruptedException {
    int author = busy.acquire(anyUser());
    String tag = PostTag.of(run, ++composed);
    String body = "{\"text\":\"" + tag + " " + GeneratedTexts.text(random) + "\"}";
    var call = new Call(Operation.COMPOSE_POST, "POST", "/posts", author, body, stage, due);
    return write(author, () -> posts.compose(call, tag));
  }

  private CompletableFuture<Void> follow(Operation operation, String stage, long due)
      throws InterruptedException {
    int user = busy.acquire(anyUser());
    int other = operation == Operation.UNFOLLOW ? model.anyFollowee(user, random) : -1;
    if (other < 0) {
      other = (user + 1 + random.nextInt(model.users() - 1)) % model.users();
    }
    String method = operation == Operation.FOLLOW ? "PUT" : "DELETE";
    String path = "/users/" + model.userId(user) + "/following/" + model.userId(other);
    var call = new Call(operation, method, path, user, null, stage, due);
    int drawn = other;
    return write(user, () -> follows.send(call, drawn));
  }

  private CompletableFuture<Void> readPost(String stage, long due) {
    LivePost post = model.anyPost(random);
    if (post == null) {
      return read(Operation.READ_USER, stage, due);
    }
    var call =
        new Call(Operation.READ_POST, "GET", "/posts/" + post.id(), anyUser(), null, stage, due);
    return posts.read(call, post.id());
  }

  /** If no author of a few drawn posts is free, somebody composes one instead. */
  private CompletableFuture<Void> deletePost(String stage, long due) throws InterruptedException {
    LivePost post = freePost();
    if (post == null) {
      return compose(stage, due);
    }
    ObjectId id = post.id();
    var call =
        new Call(Operation.DELETE_POST, "DELETE", "/posts/" + id, post.author(), null, stage, due);
    return write(post.author(), () -> posts.delete(call, id));
  }

  /** A post that is certain, and whose author is now taken. */
  private @Nullable LivePost freePost() {
    for (int draw = 0; draw < DRAWS; draw++) {
      LivePost post = model.anyPost(random);
      if (post != null && busy.tryAcquire(post.author())) {
        if (model.isCertain(post.id())) {
          return post;
        }
        busy.release(post.author());
      }
    }
    return null;
  }

  private CompletableFuture<Void> write(int user, Supplier<CompletableFuture<Void>> write) {
    try {
      return write.get().whenComplete((done, error) -> busy.release(user));
    } catch (RuntimeException e) {
      busy.release(user);
      throw e;
    }
  }

  private int anyUser() {
    return random.nextInt(model.users());
  }
}
