package dev.banyan.sample.user;

import dev.banyan.sample.web.UserId;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What a registration sends; BCrypt reads 72 bytes of a password and no more. */
record NewUser(
    @NotNull @UserId String username,
    @NotNull @Size(min = 8, max = 72) String password,
    @NotBlank @Size(max = 100) String displayName) {

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "NewUser[username=%s, displayName=%s]".formatted(username, displayName);
  }
}
