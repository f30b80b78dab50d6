package dev.banyan.sample.user;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.banyan.sample.web.UserId;
import jakarta.validation.Valid;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/users")
class UserController {

  @JsonPropertyOrder({"id", "username", "displayName"})
  record Registered(String id, String username, String displayName) {}

  @JsonPropertyOrder({"id", "username", "displayName", "createdAt"})
  record Profile(
      String id,
      String username,
      String displayName,
      @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm:ss.SSSX", timezone = "UTC") Instant createdAt) {}

  private final UserService users;

  UserController(UserService users) {
    this.users = users;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Registered register(@Valid @RequestBody NewUser request) {
    User user = users.register(request);
    return new Registered(user.id(), user.username(), user.displayName());
  }

  @GetMapping("/{id}")
  Profile profile(@PathVariable @UserId String id) {
    return users
        .byId(id)
        .map(user -> new Profile(user.id(), user.username(), user.displayName(), user.createdAt()))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such user"));
  }
}
