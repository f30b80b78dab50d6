package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.stack.Endpoints;
import dev.banyan.cli.stack.Stack;

/** What to try with a run that stays up. */
public final class NextSteps {

  private final Stack stack;

  public NextSteps(Stack stack) {
    this.stack = stack;
  }

  /** Prints commands that work as they stand. */
  public void print(Display display) {
    Endpoints at = stack.endpoints();
    String state = "--state-dir " + stack.stateDir();
    display.heading("Up. Try, in another terminal:");
    display.print(
        """
          TOKEN=$(./banyan token u1 %1$s)
          curl -i -X PUT -H "Authorization: Bearer $TOKEN" %2$s/users/u1/following/u2
          curl -i -H "Authorization: Bearer $TOKEN" %2$s/users/u1/following
          curl -i -H "Authorization: Bearer $TOKEN" %2$s/feed
          ./banyan status %1$s

          X-Banyan-Side in the answer says who gave it. Logs are in %3$s/logs. Ctrl-C stops it all."""
            .formatted(state, at.proxy(), stack.stateDir()));
  }
}
