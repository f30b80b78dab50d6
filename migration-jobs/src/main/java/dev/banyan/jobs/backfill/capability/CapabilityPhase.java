package dev.banyan.jobs.backfill.capability;

import dev.banyan.feed.FanOut;
import dev.banyan.feed.Post;
import dev.banyan.feed.PostTable;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.FollowsToEdges;
import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.jobs.mapping.PostsToFeed;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A collection into a table.
 *
 * @param job name of its job
 * @param destination what is done beside the writes to the tables
 */
public record CapabilityPhase(
    String job, CollectionMapping<?> mapping, UnaryOperator<ItemDestination> destination) {

  /** Threads that work behind the writes; each has a request under way. */
  private static final int FOLLOWERS = 8;

  /** The capability {@code relationships}: who follows whom. */
  public static List<CapabilityPhase> relationships() {
    return List.of(plain("backfill-relationships", new FollowsToRelationships()));
  }

  /**
   * The capability {@code feed}: edges first, because posts are brought to those that have one.
   * When a post is in its table, it is buried if it is known to be deleted, and brought to
   * timelines; a post that was there already too, since a crash may have come between.
   */
  public static List<CapabilityPhase> feed(PostTable posts, FanOut fanOut) {
    PostsToFeed mapping = new PostsToFeed();
    return List.of(
        plain("backfill-feed-edges", new FollowsToEdges()),
        new CapabilityPhase(
            "backfill-feed-posts",
            mapping,
            tables ->
                new FollowUp<>(tables, mapping, rows -> follow(rows, posts, fanOut), FOLLOWERS)));
  }

  private static CapabilityPhase plain(String job, CollectionMapping<?> mapping) {
    return new CapabilityPhase(job, mapping, tables -> tables);
  }

  private static void follow(List<Row<Post>> rows, PostTable posts, FanOut fanOut) {
    rows.stream()
        .collect(
            Collectors.groupingBy(
                Row::version, Collectors.mapping(Row::value, Collectors.toList())))
        .forEach((version, group) -> posts.buryIfDeleted(group, version));
    fanOut.materialise(rows.stream().map(Row::value).toList());
  }
}
