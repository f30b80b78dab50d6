package dev.banyan.proxy;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.ControlException;
import dev.banyan.control.ControlSnapshot;
import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.control.ProxyStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A control store that can be taken away. */
final class TestStore implements ControlStore {

  private final InMemoryControlStore store = new InMemoryControlStore();
  volatile boolean away;
  volatile boolean unregistered;
  volatile Map<String, String> unreadable = Map.of();
  volatile Runnable beforeReplace = () -> {};
  volatile Runnable beforeAuditLog = () -> {};

  /** Changes a capability as an operator would. */
  Capability change(String name, UnaryOperator<Capability> change) {
    Capability present =
        store.capability(name).orElseGet(() -> store.create(Capability.inLegacy(name)));
    Capability next = change.apply(present);
    AuditEntry entry = new AuditEntry(name, next.revision(), Instant.now(), "test", "change", "");
    if (!store.replace(next, entry)) {
      throw new IllegalStateException("not replaced");
    }
    return next;
  }

  boolean isAcknowledged(Capability capability) {
    return !store.proxies().isEmpty()
        && store.proxies().stream()
            .allMatch(p -> p.hasAcknowledged(capability.name(), capability.revision()));
  }

  private InMemoryControlStore open() {
    if (away) {
      throw new ControlException("the test took it away");
    }
    return store;
  }

  @Override
  public List<Capability> capabilities() {
    return open().capabilities();
  }

  @Override
  public Optional<Capability> capability(String name) {
    return open().capability(name);
  }

  @Override
  public Capability create(Capability capability) {
    return open().create(capability);
  }

  @Override
  public boolean replace(Capability next, AuditEntry entry) {
    beforeReplace.run();
    return open().replace(next, entry);
  }

  @Override
  public void append(AuditEntry entry) {
    open().append(entry);
  }

  @Override
  public ControlSnapshot snapshot() {
    return new ControlSnapshot(
        open().capabilities().stream().filter(c -> !unreadable.containsKey(c.name())).toList(),
        unreadable);
  }

  @Override
  public void report(ProxyStatus proxy) {
    if (unregistered) {
      throw new ControlException("the test lets nobody register");
    }
    open().report(proxy);
  }

  @Override
  public List<ProxyStatus> proxies() {
    return open().proxies();
  }

  @Override
  public void forgetProxy(String id) {
    open().forgetProxy(id);
  }

  @Override
  public void store(Evidence evidence) {
    open().store(evidence);
  }

  @Override
  public Optional<Evidence> evidence(String capability, Evidence.Kind kind) {
    return open().evidence(capability, kind);
  }

  @Override
  public List<AuditEntry> auditLog(String capability) {
    beforeAuditLog.run();
    return open().auditLog(capability);
  }
}
