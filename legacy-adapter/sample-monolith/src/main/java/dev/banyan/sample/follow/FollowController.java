package dev.banyan.sample.follow;

import dev.banyan.sample.web.Callers;
import dev.banyan.sample.web.Cursor;
import dev.banyan.sample.web.Page;
import dev.banyan.sample.web.UserId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/users/{id}")
class FollowController {

  private final FollowService follows;

  FollowController(FollowService follows) {
    this.follows = follows;
  }

  @PutMapping("/following/{other}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void follow(
      @PathVariable @UserId String id, @PathVariable @UserId String other, Principal caller) {
    Callers.requireSelf(caller, id);
    if (id.equals(other)) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "you cannot follow yourself");
    }
    follows.follow(id, other);
  }

  @DeleteMapping("/following/{other}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unfollow(
      @PathVariable @UserId String id, @PathVariable @UserId String other, Principal caller) {
    Callers.requireSelf(caller, id);
    follows.unfollow(id, other);
  }

  @GetMapping("/following/{other}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void follows(@PathVariable @UserId String id, @PathVariable @UserId String other) {
    if (!follows.follows(id, other)) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "does not follow");
    }
  }

  @GetMapping("/following")
  Page<String> following(
      @PathVariable @UserId String id,
      @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return follows.following(id, Cursor.toUser(cursor), limit);
  }

  @GetMapping("/followers")
  Page<String> followers(
      @PathVariable @UserId String id,
      @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return follows.followers(id, Cursor.toUser(cursor), limit);
  }
}
