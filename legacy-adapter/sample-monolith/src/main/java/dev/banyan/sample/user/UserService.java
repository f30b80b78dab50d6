package dev.banyan.sample.user;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/** Registers users and checks their passwords. */
@Service
public class UserService {

  private final UserRepository users;
  private final PasswordEncoder passwords;
  private final Clock clock;
  private final String unknownUserHash;

  UserService(UserRepository users, PasswordEncoder passwords, Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.clock = clock;
    this.unknownUserHash = String.valueOf(passwords.encode("of a user that does not exist"));
  }

  User register(NewUser request) {
    var user =
        new User(
            request.username(),
            request.username(),
            request.displayName(),
            String.valueOf(passwords.encode(request.password())),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    try {
      return users.insert(user);
    } catch (DuplicateKeyException e) {
      throw new ResponseStatusException(HttpStatus.CONFLICT, "username is taken");
    }
  }

  Optional<User> byId(String id) {
    return users.findById(id);
  }

  /** Takes as long for unknown users as for known ones, so that usernames cannot be probed. */
  public boolean passwordMatches(String username, String password) {
    String hash = users.findById(username).map(User::passwordHash).orElse(unknownUserHash);
    return passwords.matches(password, hash);
  }
}
