package dev.banyan.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.events.Event;
import dev.banyan.stream.EventApplier;
import dev.banyan.stream.Outcome;
import dev.banyan.stream.VersionedPut;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follow and post events do to the feed's tables. An event that comes again with the version
 * that the table has does its follow-up work again: the first time may have stopped before it.
 *
 * <p>Thread-safe.
 */
final class FeedEvents implements EventApplier {

  static final String CAPABILITY = "feed";

  private static final Set<String> TYPES =
      Set.of("follow.put", "follow.deleted", "post.put", "post.deleted");

  private final EdgeTable edges;
  private final PostTable posts;
  private final FanOut fanOut;

  FeedEvents(EdgeTable edges, PostTable posts, FanOut fanOut) {
    this.edges = edges;
    this.posts = posts;
    this.fanOut = fanOut;
  }

  @Override
  public boolean concerns(Event event) {
    return TYPES.contains(event.type());
  }

  @Override
  public Outcome apply(Event event) {
    Runnable followUp = () -> {};
    VersionedPut.Result result;
    try {
      switch (event.type()) {
        case "follow.put" -> {
          Edge edge = edge(event);
          result = edges.put(edge, event.version());
          followUp = () -> fanOut.welcome(edge);
        }
        case "follow.deleted" -> result = edges.delete(edge(event), event.version());
        case "post.put" -> {
          Post post = post(event);
          result = posts.put(post, event.version());
          followUp = () -> fanOut.materialise(post);
        }
        default -> result = delete(event);
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      return new Outcome.Rejected("malformed " + event.type() + ": " + e.getMessage());
    }
    if (result == VersionedPut.Result.NEWER) {
      return Outcome.ALREADY_NEWER;
    }
    followUp.run();
    return Outcome.APPLIED;
  }

  private VersionedPut.Result delete(Event event) {
    String id = field(event, "id");
    String author = optional(event, "author");
    if (author != null) {
      Items.requireKey("author", author);
    }
    Items.requireKey("id", id);
    return posts.delete(id, author, event.version());
  }

  private static Edge edge(Event event) {
    return new Edge(field(event, "followee"), field(event, "follower"));
  }

  private static Post post(Event event) {
    return new Post(
        field(event, "id"),
        field(event, "author"),
        field(event, "text"),
        Instant.parse(field(event, "createdAt")));
  }

  private static String field(Event event, String name) {
    String value = optional(event, name);
    if (value == null) {
      throw new IllegalArgumentException("data has no text '" + name + "'");
    }
    return value;
  }

  private static @Nullable String optional(Event event, String name) {
    JsonNode value = event.data().path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
