package dev.banyan.cli.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows and unfollows. After each acknowledged one:
 *
 * <ol>
 *   <li>the model learns it;
 *   <li>its user asks for it, by the single follow or, one time in eight, by paging through the
 *       list;
 *   <li>an answer that does not show it is a stale read.
 * </ol>
 */
final class FollowTraffic {

  private static final int PAGED_CHECK_EVERY = 8;

  private final Traffic traffic;
  private final SocialModel model;
  private final AtomicLong checks = new AtomicLong();

  FollowTraffic(Traffic traffic, SocialModel model) {
    this.traffic = traffic;
    this.model = model;
  }

  /** Sends it, and completes after the look at it. */
  CompletableFuture<Void> send(Call write, int other) {
    return traffic.send(write).thenCompose(answer -> acknowledged(write, other, answer));
  }

  private CompletableFuture<Void> acknowledged(Call write, int other, Answer answer) {
    boolean follow = write.operation() == Operation.FOLLOW;
    if (answer.status() != 204) {
      if (answer.outcomeUnknown()) {
        model.uncertainFollow(write.user(), other);
      }
      traffic.failed(write, answer, null);
      return CompletableFuture.completedFuture(null);
    }
    if (follow) {
      model.followed(write.user(), other);
    } else {
      model.unfollowed(write.user(), other);
    }
    if (model.isUncertain(write.user(), other)) {
      return CompletableFuture.completedFuture(null);
    }
    return checks.incrementAndGet() % PAGED_CHECK_EVERY == 0
        ? new PagedCheck(traffic, write, model.userId(write.user()), model.userId(other)).start()
        : checkOne(write, other, follow);
  }

  private CompletableFuture<Void> checkOne(Call write, int other, boolean follow) {
    String path = "/users/%s/following/%s";
    Call check =
        Traffic.check(
            write,
            Operation.CHECK_FOLLOW,
            path.formatted(model.userId(write.user()), model.userId(other)));
    return traffic.send(check).thenAccept(answer -> judge(check, follow, answer));
  }

  private void judge(Call check, boolean follow, Answer answer) {
    if (answer.status() != 204 && answer.status() != 404) {
      traffic.unchecked(check);
      traffic.failed(check, answer, null);
    } else if ((answer.status() == 204) != follow) {
      traffic.stale(check, answer, follow ? "own follow not shown" : "own unfollow not shown");
    }
  }
}
