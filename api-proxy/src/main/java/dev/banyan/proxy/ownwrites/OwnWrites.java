package dev.banyan.proxy.ownwrites;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.banyan.control.Side;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who must read from the owner, because their own write may not be on the other side yet (invariant
 * 6). Thread-safe, bounded; what it forgets for lack of room it remembers for everybody: the
 * highest forgotten position of a capability holds all of its users at the owner.
 *
 * <p>A write to legacy is known to be in serverless when the capability's watermark has passed it.
 * A write to serverless counts as being in legacy after {@link OwnWritesConfig#reverse}.
 */
public final class OwnWrites {

  private final OwnWritesConfig config;
  private final Clock clock;
  private final Cache<Key, Pin> pins;
  private final Map<Key, Integer> onTheirWay = new ConcurrentHashMap<>();
  private final Map<String, Floor> floors = new ConcurrentHashMap<>();
  private final Map<String, String> watermarks = new ConcurrentHashMap<>();

  private record Key(String capability, String user) {}

  /** A write: its position if legacy took it, otherwise the time until which it counts. */
  private record Pin(Side side, String position, long until) {}

  /** What holds for all users of a capability: the highest of each kind that was forgotten. */
  private record Floor(@Nullable String position, long until) {}

  public OwnWrites(OwnWritesConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
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
    Floor raised =
        pin.side == Side.LEGACY ? new Floor(pin.position, 0) : new Floor(null, pin.until);
    floors.merge(
        capability,
        raised,
        (a, b) -> new Floor(Positions.higher(a.position, b.position), Math.max(a.until, b.until)));
  }

  /** A user's write is sent; their reads go to the owner from now on. */
  public void begin(String capability, String user) {
    onTheirWay.merge(new Key(capability, user), 1, Integer::sum);
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
    String known = position == null ? Positions.after(clock.instant(), config.margin()) : position;
    if (side == Side.LEGACY && Positions.hasPassed(watermarks.get(capability), known)) {
      return;
    }
    Pin pin = new Pin(side, known, clock.millis() + config.reverse().toMillis());
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
    return onTheirWay.isEmpty() && pins.asMap().isEmpty() && !floors.containsKey(capability);
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
    return owner == Side.LEGACY
        ? !Positions.hasPassed(watermarks.get(capability), pin.position)
        : clock.millis() < pin.until;
  }

  private boolean floorHolds(String capability, Side owner) {
    Floor floor = floors.get(capability);
    if (floor == null) {
      return false;
    }
    boolean holds =
        owner == Side.LEGACY
            ? floor.position != null
                && !Positions.hasPassed(watermarks.get(capability), floor.position)
            : clock.millis() < floor.until;
    if (!holds) {
      floors.remove(capability, floor);
    }
    return holds;
  }

  /** Takes note of how far serverless has got; it never goes back. */
  public void watermark(String capability, @Nullable String position) {
    String checked = Positions.checked(position);
    if (checked == null) {
      return;
    }
    watermarks.merge(capability, checked, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  /** Forgets what no longer holds anybody at this owner. */
  void sweep(String capability, Side owner) {
    floorHolds(capability, owner);
    pins.asMap()
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().capability.equals(capability)
                    && !holds(capability, entry.getValue(), owner));
  }

  /** Whether somebody is held until the watermark moves. */
  boolean awaitsWatermark(String capability) {
    Floor floor = floors.get(capability);
    return (floor != null && floor.position != null)
        || pins.asMap().keySet().stream().anyMatch(key -> key.capability.equals(capability));
  }

  /** Users of a capability that are remembered, some of which may be released by now. */
  public long open(String capability) {
    return pins.asMap().keySet().stream().filter(key -> key.capability.equals(capability)).count();
  }

  /** How far serverless has got, null if unknown. */
  public @Nullable String watermarkOf(String capability) {
    return watermarks.get(capability);
  }

  /** The position that holds all users of a capability at the owner, null if none does. */
  public @Nullable String floorOf(String capability) {
    Floor floor = floors.get(capability);
    return floor == null ? null : floor.position;
  }
}
