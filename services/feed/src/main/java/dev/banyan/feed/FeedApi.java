package dev.banyan.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.stream.IsoMillis;
import dev.banyan.stream.http.ApiAnswer;
import dev.banyan.stream.http.ApiException;
import dev.banyan.stream.http.ApiFunction;
import dev.banyan.stream.http.ApiRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The home feed's endpoint, with the monolith's statuses, JSON and messages. Thread-safe. */
final class FeedApi implements ApiFunction.Endpoints {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;
  private static final String POST_ID = "[0-9a-fA-F]{24}";

  private final HomeFeed feed;

  FeedApi(HomeFeed feed) {
    this.feed = feed;
  }

  @Override
  public ApiAnswer answer(ApiRequest request, String caller) {
    if (!request.routeKey().equals("GET /feed")) {
      throw new ApiException(404, "no such route: " + request.routeKey());
    }
    int limit = request.limit(DEFAULT_LIMIT, MAX_LIMIT);
    return json(feed.page(caller, before(request.query().get("cursor")), limit));
  }

  private static @Nullable String before(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    if (!cursor.matches(POST_ID)) {
      throw new ApiException(400, "malformed cursor");
    }
    return cursor.toLowerCase(Locale.ROOT);
  }

  private static ApiAnswer json(HomeFeed.Page page) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var items = body.putArray("items");
    for (Post post : page.posts()) {
      items
          .addObject()
          .put("id", post.id())
          .put("author", post.author())
          .put("text", post.text())
          .put("createdAt", IsoMillis.format(post.createdAt()));
    }
    return ApiAnswer.json(200, body.put("next", page.next()));
  }
}
