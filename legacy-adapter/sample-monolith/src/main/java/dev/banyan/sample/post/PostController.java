package dev.banyan.sample.post;

import dev.banyan.sample.web.Callers;
import dev.banyan.sample.web.Cursor;
import dev.banyan.sample.web.Page;
import dev.banyan.sample.web.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class PostController {

  private static final String HEX = "[0-9a-fA-F]{24}";

  record NewPost(@NotBlank @Size(max = 20_000) String text) {}

  private final PostService posts;

  PostController(PostService posts) {
    this.posts = posts;
  }

  @PostMapping("/posts")
  @ResponseStatus(HttpStatus.CREATED)
  Post compose(@Valid @RequestBody NewPost request, Principal caller) {
    return posts.compose(caller.getName(), request.text());
  }

  @GetMapping("/posts/{id}")
  Post read(@PathVariable @Pattern(regexp = HEX) String id) {
    return existing(id);
  }

  @DeleteMapping("/posts/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable @Pattern(regexp = HEX) String id, Principal caller) {
    Callers.requireSelf(caller, existing(id).author());
    posts.delete(id);
  }

  @GetMapping("/users/{id}/posts")
  Page<Post> userTimeline(
      @PathVariable @UserId String id,
      @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return posts.timeline(List.of(id), Cursor.toPost(cursor), limit);
  }

  private Post existing(String id) {
    return posts
        .byId(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such post"));
  }
}
