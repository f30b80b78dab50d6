package dev.banyan.cli.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Looks for an own follow, or for its absence, by paging up to where it must stand. */
final class PagedCheck {

  /** 200 ids a page; whoever follows more than 4,000 before that place is not checked. */
  private static final int MAX_PAGES = 20;

  private final Traffic traffic;
  private final Call write;
  private final String list;
  private final String wanted;

  PagedCheck(Traffic traffic, Call write, String user, String wanted) {
    this.traffic = traffic;
    this.write = write;
    this.list = "/users/" + user + "/following?limit=200";
    this.wanted = wanted;
  }

  CompletableFuture<Void> start() {
    return page(list, 1);
  }

  private CompletableFuture<Void> page(String path, int number) {
    Call call = Traffic.check(write, Operation.CHECK_FOLLOW, path);
    return traffic.send(call).thenCompose(answer -> judge(call, answer, number));
  }

  private CompletableFuture<Void> judge(Call call, Answer answer, int number) {
    JsonNode page = Json.parse(answer.body());
    if (answer.status() != 200 || !page.path("items").isArray()) {
      traffic.unchecked(call);
      traffic.failed(call, answer, answer.status() == 200 ? "malformed answer" : null);
      return CompletableFuture.completedFuture(null);
    }
    boolean present = false;
    boolean passed = false;
    for (JsonNode item : page.path("items")) {
      int order = item.asText().compareTo(wanted);
      present |= order == 0;
      passed |= order >= 0;
    }
    if (passed || page.path("next").isNull()) {
      decide(call, answer, present);
    } else if (number == MAX_PAGES) {
      traffic.unchecked(call);
    } else {
      String cursor = URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8);
      return page(list + "&cursor=" + cursor, number + 1);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void decide(Call call, Answer answer, boolean present) {
    if (present != (write.operation() == Operation.FOLLOW)) {
      traffic.stale(
          call,
          answer,
          present
              ? "own unfollow not shown in list: " + wanted
              : "own follow not in list: " + wanted);
    }
  }
}
