package dev.banyan.spring.request;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tells a request's {@link RequestWrites} what MongoDB answered. The synchronous driver calls its
 * listeners on the calling thread; the reactive one hands the subscriber's context over, see {@link
 * ReactiveRequestContexts}. What a request does elsewhere (its own thread pools) is not seen.
 */
final class WriteListener implements CommandListener {

  @Override
  public void commandSucceeded(CommandSucceededEvent event) {
    RequestWrites writes = writesOf(event);
    if (writes != null) {
      writes.saw(event.getCommandName(), event.getResponse());
    }
  }

  private static @Nullable RequestWrites writesOf(CommandSucceededEvent event) {
    RequestWrites handed =
        event.getRequestContext() == null
            ? null
            : event.getRequestContext().getOrDefault(RequestWrites.class, null);
    return handed == null ? RequestWrites.current() : handed;
  }
}
