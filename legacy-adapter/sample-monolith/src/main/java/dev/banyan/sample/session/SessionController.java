package dev.banyan.sample.session;

import dev.banyan.sample.user.UserService;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/sessions")
class SessionController {

  record Credentials(@NotNull String username, @NotNull String password) {

    /** Leaves the password out. */
    @Override
    public String toString() {
      return "Credentials[username=" + username + "]";
    }
  }

  record Token(String token) {}

  private final UserService users;
  private final TokenService tokens;

  SessionController(UserService users, TokenService tokens) {
    this.users = users;
    this.tokens = tokens;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Token logIn(@Valid @RequestBody Credentials credentials) {
    if (!users.passwordMatches(credentials.username(), credentials.password())) {
      throw new ResponseStatusException(HttpStatus.UNAUTHORIZED, "wrong username or password");
    }
    return new Token(tokens.issue(credentials.username()));
  }
}
