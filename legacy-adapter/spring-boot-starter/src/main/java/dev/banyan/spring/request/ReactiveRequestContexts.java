package dev.banyan.spring.request;

import com.mongodb.ContextProvider;
import com.mongodb.RequestContext;
import com.mongodb.client.SynchronousContextProvider;
import com.mongodb.reactivestreams.client.ReactiveContextProvider;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;

/**
 * Takes a WebFlux request's {@link RequestWrites} from the reactor context to the driver's events.
 * It serves both drivers, because Spring Boot makes both clients from one settings bean, and keeps
 * what a provider that was there before (tracing) says.
 */
final class ReactiveRequestContexts implements ReactiveContextProvider, SynchronousContextProvider {

  private final @Nullable ContextProvider before;

  ReactiveRequestContexts(@Nullable ContextProvider before) {
    this.before = before;
  }

  @Override
  @SuppressWarnings("NullAway") // the driver takes null for "none"
  public RequestContext getContext() {
    return before instanceof SynchronousContextProvider provider ? provider.getContext() : null;
  }

  @Override
  @SuppressWarnings("NullAway") // the driver takes null for "none"
  public RequestContext getContext(Subscriber<?> subscriber) {
    RequestContext context =
        before instanceof ReactiveContextProvider provider ? provider.getContext(subscriber) : null;
    RequestWrites writes =
        subscriber instanceof CoreSubscriber<?> reactor
            ? reactor.currentContext().getOrDefault(RequestWrites.class.getName(), null)
            : null;
    if (writes == null) {
      return context;
    }
    RequestContext filled = context == null ? new MapRequestContext() : context;
    filled.put(RequestWrites.class, writes);
    return filled;
  }
}
