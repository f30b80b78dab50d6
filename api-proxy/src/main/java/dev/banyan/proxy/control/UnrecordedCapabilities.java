package dev.banyan.proxy.control;

import dev.banyan.proxy.hold.WriteGate;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.routefile.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capabilities that routes name and the control store does not have: misspelt, or not created yet.
 * Their requests go to legacy, which is right for both, but nobody should find out at the switch.
 * Thread-safe.
 */
public final class UnrecordedCapabilities {

  private static final Logger LOG = LoggerFactory.getLogger(UnrecordedCapabilities.class);

  private final CapabilityBoard board;
  private final Supplier<ControlFreshness> records;
  private final Supplier<RouteTable> routes;

  public UnrecordedCapabilities(
      CapabilityBoard board, Supplier<ControlFreshness> records, Supplier<RouteTable> routes) {
    this.board = board;
    this.records = records;
    this.routes = routes;
  }

  /** What is wrong and what to do, by capability. */
  public Map<String, String> problems() {
    RouteTable table = routes.get();
    Map<String, String> problems = new TreeMap<>();
    if (!board.isRead()) {
      return problems; // nobody knows yet
    }
    Set<String> unreadable = records.get().unreadable().keySet(); // have one, of a newer version
    for (String name : table.capabilities()) {
      if (!board.gate(name).isRecorded() && !unreadable.contains(name)) {
        problems.put(name, problem(name, table));
      }
    }
    return problems;
  }

  private String problem(String name, RouteTable table) {
    List<Route> named =
        table.routes().stream().filter(route -> route.capability().equals(name)).toList();
    Route first = named.get(0);
    String others = named.size() == 1 ? "" : " and " + (named.size() - 1) + " more";
    return "%s: the control store has no capability '%s' (%s%s): %s; its requests go to legacy until it has a record"
        .formatted(first.rules().origin(), name, first.name(), others, remedy(name));
  }

  private String remedy(String name) {
    List<String> known =
        board.gates().stream()
            .filter(WriteGate::isRecorded)
            .map(gate -> gate.capability().name())
            .toList();
    return NearestName.of(name, known)
        .map(nearest -> "did you mean '" + nearest + "'? Correct it, or create its record")
        .orElse("create its record");
  }

  /** Says them in the log; call when records or routes have been read. */
  public void report() {
    problems().values().forEach(LOG::warn);
  }
}
