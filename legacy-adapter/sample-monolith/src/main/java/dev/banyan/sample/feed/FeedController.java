package dev.banyan.sample.feed;

import dev.banyan.sample.follow.FollowService;
import dev.banyan.sample.post.Post;
import dev.banyan.sample.post.PostService;
import dev.banyan.sample.web.Cursor;
import dev.banyan.sample.web.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Computes the home feed when it is asked for: simple, and slow for who follows thousands. */
@RestController
class FeedController {

  private final FollowService follows;
  private final PostService posts;

  FeedController(FollowService follows, PostService posts) {
    this.follows = follows;
    this.posts = posts;
  }

  @GetMapping("/feed")
  Page<Post> homeFeed(
      Principal caller,
      @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return posts.timeline(follows.allFollowing(caller.getName()), Cursor.toPost(cursor), limit);
  }
}
