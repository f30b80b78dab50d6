package dev.banyan.proxy.control;

import dev.banyan.control.Capability;
import dev.banyan.control.WriteStage;
import dev.banyan.proxy.hold.GateListener;
import dev.banyan.proxy.hold.HoldConfig;
import dev.banyan.proxy.hold.WriteGate;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The gates of all capabilities: those with routes, and those that only the store knows, which are
 * acknowledged all the same because a switch waits for every proxy. Thread-safe.
 */
public final class CapabilityBoard {

  private final Map<String, WriteGate> gates = new ConcurrentSkipListMap<>();
  private final HoldConfig config;
  private volatile GateListener listener = gate -> {};

  /** Capabilities whose records were not understood at the last read; null before the first. */
  private volatile @Nullable Set<String> unreadable;

  public CapabilityBoard(HoldConfig config) {
    this.config = config;
  }

  /** Says who hears of acknowledgements. */
  void listener(GateListener next) {
    this.listener = next;
  }

  /** The gate of a capability, made when first asked for. */
  public WriteGate gate(String capability) {
    return gates.computeIfAbsent(capability, this::make);
  }

  private WriteGate make(String capability) {
    WriteGate made = new WriteGate(capability, config, gate -> listener.acknowledged(gate));
    know(made);
    return made;
  }

  private void know(WriteGate gate) {
    Set<String> not = unreadable;
    if (not != null && !not.contains(gate.capability().name())) {
      gate.know();
    }
  }

  /**
   * All records were read, and this proxy is registered, so that no switch is made around it: who
   * owns is known of every capability but those, with a record or without.
   */
  void read(Set<String> notUnderstood) {
    unreadable = Set.copyOf(notUnderstood);
    gates.values().forEach(this::know);
  }

  /** Whether the records have ever been read. */
  public boolean isRead() {
    return unreadable != null;
  }

  /** All gates, ordered by name. */
  public Collection<WriteGate> gates() {
    return gates.values();
  }

  /** Acts on a record if it is newer; records are followed one at a time. */
  synchronized boolean follow(Capability next) {
    return gate(next.name()).follow(next);
  }

  /** Revisions by capability, as {@link dev.banyan.control.ProxyStatus} wants them. */
  Map<String, Long> acknowledged() {
    Map<String, Long> acknowledged = new TreeMap<>();
    for (WriteGate gate : gates.values()) {
      long revision = gate.acknowledgedRevision();
      if (revision > 0) {
        acknowledged.put(gate.capability().name(), revision);
      }
    }
    return acknowledged;
  }

  /** Whether a switch is announced or under way anywhere. */
  boolean isRestless() {
    return gates.values().stream()
        .anyMatch(
            gate ->
                gate.capability().announced()
                    || gate.capability().writeStage() == WriteStage.HELD
                    || gate.isClosed());
  }

  /** Writes that were sent and are not finished, over all capabilities. */
  public int onTheirWay() {
    return gates.values().stream().mapToInt(WriteGate::onTheirWay).sum();
  }
}
