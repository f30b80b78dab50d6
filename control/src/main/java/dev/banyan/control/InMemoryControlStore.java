package dev.banyan.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A control store for one process: rehearsals and tests. Thread-safe. */
public final class InMemoryControlStore implements ControlStore {

  private final Map<String, Capability> capabilities = new TreeMap<>();
  private final Map<String, ProxyStatus> proxies = new LinkedHashMap<>();
  private final Map<String, Evidence> evidence = new LinkedHashMap<>();
  private final List<AuditEntry> log = new ArrayList<>();

  @Override
  public synchronized List<Capability> capabilities() {
    return List.copyOf(capabilities.values());
  }

  @Override
  public synchronized Optional<Capability> capability(String name) {
    return Optional.ofNullable(capabilities.get(name));
  }

  @Override
  public synchronized Capability create(Capability capability) {
    capabilities.putIfAbsent(capability.name(), capability);
    return capability(capability.name()).orElseThrow();
  }

  @Override
  public synchronized boolean replace(Capability next, AuditEntry entry) {
    Capability present = capabilities.get(next.name());
    if (present == null || present.revision() != next.revision() - 1) {
      return false;
    }
    capabilities.put(next.name(), next);
    log.add(entry);
    return true;
  }

  @Override
  public synchronized void append(AuditEntry entry) {
    log.add(entry);
  }

  @Override
  public synchronized void report(ProxyStatus proxy) {
    proxies.put(proxy.id(), proxy);
  }

  @Override
  public synchronized List<ProxyStatus> proxies() {
    return List.copyOf(proxies.values());
  }

  @Override
  public synchronized void forgetProxy(String id) {
    proxies.remove(id);
  }

  @Override
  public synchronized void store(Evidence next) {
    evidence.put(next.capability() + "#" + next.kind(), next);
  }

  @Override
  public synchronized Optional<Evidence> evidence(String capability, Evidence.Kind kind) {
    return Optional.ofNullable(evidence.get(capability + "#" + kind));
  }

  @Override
  public synchronized List<AuditEntry> auditLog(String capability) {
    return log.stream().filter(entry -> entry.capability().equals(capability)).toList();
  }
}
