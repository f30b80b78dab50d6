package dev.banyan.proxy.ownwrites;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.AwaitedAnswer;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks serverless for its watermark while somebody waits for it, and forgets who need not wait. */
public final class WatermarkPoll implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** In bytes; it has a watermark for each shard. */
  private static final int LONGEST = 256 * 1024;

  private final Vertx vertx;
  private final OwnWrites ownWrites;
  private final Function<String, Target> serverless;
  private final Supplier<Collection<Capability>> capabilities;
  private final SideClients clients;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final long timer;

  /**
   * Starts polling.
   *
   * @param vertx one whose event loops answer no client
   * @param clients its connections
   */
  public WatermarkPoll(
      Vertx vertx,
      SideClients clients,
      OwnWrites ownWrites,
      OwnWritesConfig config,
      Function<String, Target> serverless,
      Supplier<Collection<Capability>> capabilities) {
    this.vertx = vertx;
    this.ownWrites = ownWrites;
    this.serverless = serverless;
    this.capabilities = capabilities;
    this.clients = clients;
    this.timer = vertx.setPeriodic(config.poll().toMillis(), tick -> poll());
  }

  private void poll() {
    for (Capability capability : capabilities.get()) {
      if (!ownWrites.isQuiet(capability.name())) {
        ownWrites.sweep(capability.name(), capability.owner());
        if (needed(capability) && asked.add(capability.name())) {
          ask(capability);
        }
      }
    }
  }

  /** Nobody reads from serverless before it is shadowed, nor from legacy once all reads moved. */
  private boolean needed(Capability capability) {
    boolean otherIsRead =
        capability.owner() == Side.LEGACY
            ? capability.readStage().kind() != ReadStage.Kind.LEGACY
            : capability.readStage().kind() != ReadStage.Kind.SERVERLESS;
    return otherIsRead && ownWrites.awaitsWatermark(capability.name());
  }

  private void ask(Capability capability) {
    String name = capability.name();
    Future<SideAnswer> coming = serverless.apply(name).send(clients, question(name));
    AwaitedAnswer.of(vertx, coming, TIMEOUT, LONGEST)
        .map(WatermarkPoll::read)
        .onSuccess(
            answer -> {
              ownWrites.applied(name, Side.SERVERLESS, answer.getString("watermark"));
              ownWrites.applied(name, Side.LEGACY, answer.getString("reverse"));
              ownWrites.sweep(name, capability.owner());
            })
        .onComplete(answer -> asked.remove(name));
  }

  private static JsonObject read(AwaitedAnswer.Whole answer) {
    Buffer body = answer.body();
    if (body == null) {
      throw new IllegalArgumentException("a watermark is longer than " + LONGEST + " bytes");
    }
    return new JsonObject(body);
  }

  private static WholeRequest question(String capability) {
    return new WholeRequest(
        HttpMethod.GET,
        "/banyan/watermarks/" + capability,
        MultiMap.caseInsensitiveMultiMap(),
        Buffer.buffer(),
        "/banyan/watermarks/" + capability,
        Map.of(),
        "",
        TIMEOUT);
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    clients.close();
  }
}
