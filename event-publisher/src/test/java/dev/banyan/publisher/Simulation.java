package dev.banyan.publisher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Publisher, stream, network and relay under one seeded scheduler and virtual time. No thread, no
 * clock: in every step the scheduler chooses what happens next, of everything that may. First with
 * faults, then without, until all is published.
 */
final class Simulation {

  /**
   * How a run ended.
   *
   * @param violations of the promise; none if it was kept
   * @param schedule digest of every choice: the same seed has the same
   */
  record Verdict(List<String> violations, long schedule, int crashes, int reshardings) {}

  private static final int CHAOS_STEPS = 500;
  private static final int CALM_STEPS = 6_000;
  private static final long SECOND = 1_000_000_000L;

  /** A request on the network: it may arrive at any time, even after the client gave it up. */
  private static final class Message {
    final PublisherCore sender;
    final Request request;
    List<RecordAnswer> answers;
    boolean arrived;
    boolean givenUp;

    Message(PublisherCore sender, Request request) {
      this.sender = sender;
      this.request = request;
    }
  }

  private final Random random;
  private final PlantedBug bug;
  private final PublisherConfig config;
  private final double partialFailures;
  private final double lostAnswers;
  private final double crashes;
  private final SimulatedStream stream = new SimulatedStream();
  private final SimulatedRelay relay;
  private final List<Message> network = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Counters counters = new Counters();
  private Semaphore room;
  private PublisherCore core;
  private Optional<ShardMap> listed = Optional.empty();
  private boolean listing;
  private boolean calm;
  private long now = Long.MAX_VALUE - 2 * SECOND; // overflows on the way, as nanoTime may
  private long schedule = 17;
  private int crashCount;
  private int reshardCount;
  private int uncertainEvents;

  private Simulation(long seed, PlantedBug bug) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.bug = bug;
    this.partialFailures = random.nextDouble() * 0.5;
    this.lostAnswers = random.nextDouble() * 0.4;
    this.crashes = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.02;
    this.config = config();
    int events = 40 + random.nextInt(60);
    int keys = 2 + random.nextInt(20);
    this.relay =
        bug.relay(random.ints(events, 0, keys).toArray(), random.ints(events, 60, 600).toArray());
    start();
  }

  static Verdict run(long seed, PlantedBug bug) {
    return new Simulation(seed, bug).run();
  }

  private PublisherConfig config() {
    ShardPace pace = random.nextBoolean() ? ShardPace.FULL_SHARD : ShardPace.UNLIMITED;
    Duration linger = random.nextInt(3) == 0 ? Duration.ofMillis(5) : Duration.ZERO;
    return PublisherConfig.forStream("simulated")
        .withLanes(1 << random.nextInt(3))
        .withSizes(2_000, 1_024 + random.nextInt(900), 4_000, 4_000 + random.nextInt(20_000))
        .withTimes(
            Duration.ofSeconds(1),
            Duration.ofMillis(random.nextInt(3)),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMillis(200))
        .withDelivery(
            new Delivery(
                WhenFull.FAIL,
                linger,
                Duration.ofSeconds(30),
                pace,
                new BreakerSettings(5, 60, Duration.ofMillis(200))));
  }

  private void start() {
    room = new Semaphore(config.sizes().queue());
    Settlement settlement =
        new Settlement(
            counters,
            room,
            new Backoff(config.times().firstRetry(), config.times().lastRetry(), random));
    StreamBreaker breaker = new StreamBreaker("simulated", config.delivery().breaker(), () -> now);
    core = new PublisherCore(config, settlement, breaker, bug.rules(), now);
    listing = false;
  }

  private Verdict run() {
    for (int i = 0; i < CHAOS_STEPS && violations.isEmpty(); i++) {
      step(random.nextInt(100));
    }
    calm = true;
    for (int i = 0; i < CALM_STEPS && violations.isEmpty() && !published(); i++) {
      step(random.nextInt(85));
    }
    if (violations.isEmpty()) {
      judge();
    }
    return new Verdict(violations, schedule, crashCount, reshardCount);
  }

  private boolean published() {
    return relay.saved == relay.events()
        && room.availablePermits() == config.sizes().queue()
        && network.stream().noneMatch(message -> message.sender == core && !message.givenUp);
  }

  private void step(int choice) {
    schedule = schedule * 31 + choice;
    if (choice < 25) {
      offer();
    } else if (choice < 40) {
      pump();
    } else if (choice < 55) {
      arrive();
    } else if (choice < 67) {
      answer();
    } else if (choice < 74) {
      tick();
    } else if (choice < 78) {
      relay.save();
      checkSaved();
    } else if (choice < 82) {
      list();
    } else if (choice < 85) {
      stream.consume(random);
    } else {
      fault(choice);
    }
  }

  private void fault(int choice) {
    if (choice < 90) {
      timeOut();
    } else if (choice < 93 && random.nextInt(3) == 0) {
      stream.reshard(random);
      reshardCount++;
    } else if (choice < 95 && random.nextDouble() < crashes * 10) {
      crash();
    } else if (choice < 96) {
      now += 3_600 * SECOND; // the machine slept
    } else {
      now += random.nextInt(200_000_000);
    }
  }

  private void offer() {
    if (relay.mayOffer()) {
      relay.offer(core, room, now);
    }
  }

  private void pump() {
    List<Runnable> completions = new ArrayList<>();
    for (Request request : core.due(now, completions)) {
      check(request);
      network.add(new Message(core, request));
    }
    if (core.wantsShards(now)) {
      listing = true;
      listed = Optional.of(stream.map()); // and may be stale when it arrives
    }
    completions.forEach(Runnable::run);
  }

  private void check(Request request) {
    long buckets = request.records().stream().map(SealedRecord::bucket).distinct().count();
    int bytes = request.records().stream().mapToInt(SealedRecord::requestBytes).sum();
    if (bytes > config.sizes().request()) {
      violations.add("a request of " + bytes + " bytes");
    }
    schedule = schedule * 31 + request.records().size() + buckets * 100;
  }

  /** Some request reaches the stream, record by record, of which some fail. */
  private void arrive() {
    List<Message> open = network.stream().filter(message -> !message.arrived).toList();
    if (open.isEmpty()) {
      return;
    }
    Message message = open.get(random.nextInt(open.size()));
    message.arrived = true;
    if (!calm && random.nextDouble() < lostAnswers * 0.3) {
      message.answers = RecordAnswer.allFailed(message.request, wholeFailure());
      return;
    }
    List<RecordAnswer> answers = new ArrayList<>();
    message.request.records().forEach(record -> answers.add(store(record)));
    message.answers = answers;
  }

  private RetryCause wholeFailure() {
    return random.nextBoolean() ? RetryCause.THROTTLED : RetryCause.REFUSED;
  }

  private RecordAnswer store(SealedRecord record) {
    if (!calm && random.nextDouble() < partialFailures) {
      return new RecordAnswer.Failed(
          random.nextBoolean() ? RetryCause.THROTTLED : RetryCause.FAILED);
    }
    return new RecordAnswer.Stored(stream.store(record), "1");
  }

  /** Some answer reaches its client, in any order; or is lost, then the client gives up. */
  private void answer() {
    List<Message> answered = network.stream().filter(message -> message.answers != null).toList();
    if (answered.isEmpty()) {
      return;
    }
    Message message = answered.get(random.nextInt(answered.size()));
    network.remove(message);
    if (!calm && !message.givenUp && random.nextDouble() < lostAnswers) {
      message.answers = RecordAnswer.unanswered(message.request);
      uncertain(message);
    }
    deliver(message);
  }

  /** The client gives a request up, which may arrive all the same; or it hangs and says nothing. */
  private void timeOut() {
    List<Message> waiting = network.stream().filter(message -> !message.givenUp).toList();
    if (waiting.isEmpty()) {
      return;
    }
    Message message = waiting.get(random.nextInt(waiting.size()));
    uncertain(message);
    message.givenUp = true;
    if (random.nextInt(3) > 0) {
      List<RecordAnswer> real = message.answers;
      message.answers = RecordAnswer.unanswered(message.request);
      deliver(message);
      message.answers = real;
    } else {
      now += random.nextBoolean() ? 0 : 2 * SECOND; // the core's own patience ends
    }
  }

  private void uncertain(Message message) {
    uncertainEvents += message.request.records().stream().mapToInt(SealedRecord::events).sum();
  }

  private void deliver(Message message) {
    if (message.sender == core) {
      if (!message.givenUp && !message.request.lane().awaits(message.request)) {
        uncertain(message); // the core's own patience ended before the answer came
      }
      core.answered(message.request, message.answers, now).forEach(Runnable::run);
    }
  }

  private void tick() {
    long due = core.nextDue(now).orElse(now + SECOND);
    long wait = Math.max(1, due - now);
    if (wait > SECOND / 2 && network.stream().anyMatch(message -> !message.givenUp)) {
      wait = 1 + random.nextInt(20_000_000); // answers are quicker than patience
    }
    now += wait;
  }

  private void list() {
    if (listing) {
      listing = false;
      core.shards(!calm && random.nextInt(4) == 0 ? Optional.empty() : listed, now);
    }
  }

  private void crash() {
    crashCount++;
    network.stream()
        .filter(message -> message.sender == core && !message.givenUp)
        .forEach(this::uncertain);
    relay.crash();
    start();
  }

  private void checkSaved() {
    for (int event = 0; event < relay.saved; event++) {
      if (!stream.has(event)) {
        violations.add("the checkpoint " + relay.saved + " has passed event " + event);
        return;
      }
    }
  }

  private void judge() {
    if (relay.saved != relay.events()) {
      violations.add("stuck at " + relay.saved + " of " + relay.events());
    }
    if (room.availablePermits() != config.sizes().queue()) {
      violations.add("room is missing: " + room.availablePermits() + "/" + config.sizes().queue());
    }
    while (stream.consume(random)) {
      // until the consumer has everything
    }
    judgeOrder();
    int allowed = uncertainEvents + crashCount * SimulatedRelay.WINDOW;
    if (stream.duplicates() > allowed) {
      violations.add(stream.duplicates() + " duplicates, " + allowed + " allowed");
    }
  }

  private void judgeOrder() {
    Map<Integer, Integer> newest = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    for (int event : stream.consumed()) {
      int before = newest.getOrDefault(relay.key(event), -1);
      if (seen.add(event) && event < before) {
        violations.add("event " + event + " first came after " + before + " of its key");
      }
      newest.merge(relay.key(event), event, Math::max);
    }
    for (int event = 0; event < relay.events(); event++) {
      if (!seen.contains(event)) {
        violations.add("event " + event + " is lost");
      }
    }
  }
}
