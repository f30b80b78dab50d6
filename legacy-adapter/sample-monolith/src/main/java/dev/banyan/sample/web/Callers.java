package dev.banyan.sample.web;

import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Who may do what: everybody reads, and changes only what is their own. */
public final class Callers {

  private Callers() {}

  /** Answers 403 if {@code owner} is not the caller. */
  public static void requireSelf(Principal caller, String owner) {
    if (!caller.getName().equals(owner)) {
      throw new ResponseStatusException(HttpStatus.FORBIDDEN, "not yours to change");
    }
  }
}
