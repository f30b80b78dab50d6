package dev.banyan.proxy.ownwrites;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.banyan.control.Side;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who must read from the owner, because their own write may not be on the other side yet (invariant
 * 6). Thread-safe, bounded; what it forgets for lack of room it remembers for everybody: the
 * highest forgotten position of a capability holds all of its users at the owner.
 *
 * <p>A write is known to be on the other side when that side's applied position has passed it: for
 * a write to legacy, serverless's watermark; for a write to serverless, how far reverse replication
 * has got in legacy. What is not known has passed nothing. {@link OwnWritesConfig#bound} ends a
 * hold all the same, and counts it.
 */
public final class OwnWrites {

  private final OwnWritesConfig config;
  private final Clock clock;
  private final Cache<Key, Pin> pins;
  private final Map<Key, Integer> onTheirWay = new ConcurrentHashMap<>();
  private final Map<Place, Pin> floors = new ConcurrentHashMap<>();
  private final Map<Place, String> applied = new ConcurrentHashMap<>();
  private final LongAdder released = new LongAdder();
  private final MalformedWatermarks malformed;

  private record Key(String capability, String user) {}

  /** A capability on a side. */
  private record Place(String capability, Side side) {}

  /** A write: the side that took it, its position there, the time until which it counts. */
  private record Pin(Side side, String position, long until) {}

  public OwnWrites(OwnWritesConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.malformed = new MalformedWatermarks(clock);
    this.pins =
        Caffeine.newBuilder()
            .maximumSize(config.max())
            .executor(Runnable::run)
            .evictionListener(this::forgotten)
            .build();
  }

  private void forgotten(@Nullable Key key, @Nullable Pin pin, RemovalCause cause) {
    if (key != null && pin != null) {
      raiseFloor(key.capability, pin);
    }
  }

  private void raiseFloor(String capability, Pin pin) {
    floors.merge(new Place(capability, pin.side), pin, OwnWrites::later);
  }

  /** A user's write is sent; their reads go to the owner from now on. */
  public void begin(String capability, String user) {
    if (config.enabled()) {
      onTheirWay.merge(new Key(capability, user), 1, Integer::sum);
    }
  }

  /** A user's write is over; call after {@link #remember}. */
  public void end(String capability, String user) {
    onTheirWay.computeIfPresent(
        new Key(capability, user), (key, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Remembers a write.
   *
   * @param position as its answer said, null if it did not
   * @param perUser whether to remember the user; if not, all users of the capability are held at
   *     the owner, which costs nothing as long as nobody reads from the other side
   */
  public void remember(
      String capability, String user, Side side, @Nullable String position, boolean perUser) {
    if (!config.enabled()) {
      return;
    }
    String known = position == null ? Positions.after(clock.instant(), config.margin()) : position;
    if (Positions.hasPassed(applied.get(new Place(capability, side.other())), known)) {
      return;
    }
    Pin pin = new Pin(side, known, clock.millis() + config.bound().toMillis());
    if (perUser) {
      pins.asMap().merge(new Key(capability, user), pin, OwnWrites::later);
    } else {
      raiseFloor(capability, pin);
    }
  }

  private static Pin later(Pin a, Pin b) {
    if (a.side != b.side) {
      return b; // ownership moved in between: the barrier of the switch covers the former
    }
    return new Pin(
        b.side,
        a.position.compareTo(b.position) >= 0 ? a.position : b.position,
        Math.max(a.until, b.until));
  }

  /** Whether nobody is held at the owner, so that there is no need to know who asks. */
  public boolean isQuiet(String capability) {
    // Floors last: an evicted pin raises its floor before it is gone.
    return onTheirWay.isEmpty()
        && pins.asMap().isEmpty()
        && (floors.isEmpty()
            || (!floors.containsKey(new Place(capability, Side.LEGACY))
                && !floors.containsKey(new Place(capability, Side.SERVERLESS))));
  }

  /**
   * Whether a read must go to the owner.
   *
   * @param user null if anonymous: held only by what holds everybody
   */
  public boolean mustReadOwner(String capability, @Nullable String user, Side owner) {
    // The floor last: an evicted pin raises it before it is gone.
    return (user != null && userIsHeld(new Key(capability, user), owner))
        || floorHolds(capability, owner);
  }

  private boolean userIsHeld(Key key, Side owner) {
    if (onTheirWay.containsKey(key)) {
      return true;
    }
    Pin pin = pins.getIfPresent(key);
    if (pin == null || holds(key.capability, pin, owner)) {
      return pin != null;
    }
    pins.asMap().remove(key, pin);
    return false;
  }

  private boolean holds(String capability, Pin pin, Side owner) {
    if (pin.side != owner) {
      return false; // a switch waits until the new owner has everything
    }
    if (Positions.hasPassed(applied.get(new Place(capability, owner.other())), pin.position)) {
      return false;
    }
    boolean inTime = clock.millis() < pin.until;
    if (!inTime) {
      released.increment();
    }
    return inTime;
  }

  private boolean floorHolds(String capability, Side owner) {
    Place place = new Place(capability, owner);
    Pin floor = floors.get(place);
    if (floor == null || holds(capability, floor, owner)) {
      return floor != null;
    }
    floors.remove(place, floor);
    return false;
  }

  /** Takes note of how far serverless has got with legacy's writes; it never goes back. */
  public void watermark(String capability, @Nullable String position) {
    applied(capability, Side.SERVERLESS, position);
  }

  /** Takes note of how far a side has got with the other side's writes; it never goes back. */
  public void applied(String capability, Side side, @Nullable String position) {
    String checked = Positions.checked(position);
    if (checked == null) {
      if (position != null) {
        malformed.note(capability, side, position);
      }
    } else {
      applied.merge(new Place(capability, side), checked, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
  }

  /** Forgets what no longer holds anybody at this owner. */
  void sweep(String capability, Side owner) {
    floorHolds(capability, owner);
    floors.remove(new Place(capability, owner.other()));
    pins.asMap()
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().capability.equals(capability)
                    && !holds(capability, entry.getValue(), owner));
  }

  /** Whether somebody is held until the watermark moves. */
  boolean awaitsWatermark(String capability) {
    return floors.containsKey(new Place(capability, Side.LEGACY))
        || floors.containsKey(new Place(capability, Side.SERVERLESS))
        || pins.asMap().keySet().stream().anyMatch(key -> key.capability.equals(capability));
  }

  /** Users of a capability that are remembered, some of which may be released by now. */
  public long open(String capability) {
    return pins.asMap().keySet().stream().filter(key -> key.capability.equals(capability)).count();
  }

  /** How far serverless has got, null if unknown. */
  public @Nullable String watermarkOf(String capability) {
    return appliedBy(capability, Side.SERVERLESS);
  }

  /** How far a side has got with the other side's writes, null if unknown. */
  public @Nullable String appliedBy(String capability, Side side) {
    return applied.get(new Place(capability, side));
  }

  /** The position that holds all users of a capability at the owner, null if none does. */
  public @Nullable String floorOf(String capability) {
    Pin legacy = floors.get(new Place(capability, Side.LEGACY));
    Pin serverless = floors.get(new Place(capability, Side.SERVERLESS));
    return legacy != null ? legacy.position : serverless == null ? null : serverless.position;
  }

  /** Watermarks that were ignored, because they are no positions. */
  public long malformedWatermarks() {
    return malformed.count();
  }

  /** Holds that ended by time, because the other side never said that it has the write. */
  public long releasedByTime() {
    return released.sum();
  }
}
