package dev.banyan.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where capabilities, proxies, evidence and audit log are kept.
 *
 * <p>Implementations are thread-safe. Every method throws {@link ControlException} if the store
 * cannot be reached; nothing was changed then, unless the answer alone was lost.
 */
public interface ControlStore {

  /** All capabilities, ordered by name; empty if none was created. */
  List<Capability> capabilities();

  /**
   * All capabilities, and apart from them the records that this version does not understand.
   *
   * <p>A proxy uses this: one record from a newer version must not keep it from following the rest.
   */
  default ControlSnapshot snapshot() {
    return new ControlSnapshot(capabilities(), Map.of());
  }

  /** One capability. */
  Optional<Capability> capability(String name);

  /** Creates a capability unless there is one of that name, and returns what there is then. */
  Capability create(Capability capability);

  /**
   * Puts the next revision in place of the one before it and appends to the audit log, atomically.
   *
   * @param next must have the present revision plus one
   * @return false if somebody else was faster: nothing was changed
   */
  boolean replace(Capability next, AuditEntry entry);

  /**
   * Appends to an audit log without changing a record: for changes that are not of a capability's
   * stages, such as other routes.
   */
  void append(AuditEntry entry);

  /** Registers a proxy, or renews what it said of itself. */
  void report(ProxyStatus proxy);

  /** All registered proxies, also those that no longer answer. */
  List<ProxyStatus> proxies();

  /** Takes a proxy off the register. */
  void forgetProxy(String id);

  /** Stores evidence in place of the former of its kind. */
  void store(Evidence evidence);

  /** The latest evidence of a kind, fresh or not. */
  Optional<Evidence> evidence(String capability, Evidence.Kind kind);

  /** The audit log of a capability, oldest first. */
  List<AuditEntry> auditLog(String capability);
}
