package dev.banyan.proxy.admin;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.ControlException;
import dev.banyan.control.ControlStore;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what operators and files change in this proxy into the audit log. Blocks. */
public final class AdminActions {

  /** The audit log of changes that are of no one capability. */
  public static final String ROUTES = "routes";

  private static final Logger LOG = LoggerFactory.getLogger(AdminActions.class);

  private final ControlStore store;
  private final Clock clock;
  private final String who;

  public AdminActions(ControlStore store, Clock clock, String who) {
    this.store = store;
    this.clock = clock;
    this.who = who;
  }

  /**
   * The latest entries of a log, newest last.
   *
   * @throws ControlException if the store is away
   */
  List<AuditEntry> latest(String log, int most) {
    List<AuditEntry> entries = store.auditLog(log);
    return entries.subList(Math.max(0, entries.size() - most), entries.size());
  }

  /**
   * Writes an entry. A store that is away does not undo the change: it is in this process's log
   * then.
   *
   * @param log {@link #ROUTES}, or a capability
   */
  public void audit(String log, String change, String reason) {
    long order = clock.millis();
    try {
      store.append(new AuditEntry(log, order, clock.instant(), who, change, reason));
      LOG.info("{}: {} ({})", log, change, reason);
    } catch (ControlException e) {
      LOG.warn("{}: {} ({}); not in the audit log: {}", log, change, reason, e.getMessage());
    }
  }
}
