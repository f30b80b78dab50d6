package dev.banyan.sample.config;

import org.jspecify.annotations.Nullable;

/** Something outside the application keeps it from starting; says what, and what to do. */
class StartupFailure extends RuntimeException {

  private final String action;

  StartupFailure(String description, String action, @Nullable Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  String action() {
    return action;
  }
}
