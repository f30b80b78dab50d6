package dev.banyan.control;

import java.util.List;
import java.util.Map;

/**
 * What the control store held at one moment.
 *
 * @param capabilities the records that are understood, ordered by name
 * @param unreadable why a record is not understood, by capability; nobody may act on such a record
 */
public record ControlSnapshot(List<Capability> capabilities, Map<String, String> unreadable) {

  public ControlSnapshot {
    capabilities = List.copyOf(capabilities);
    unreadable = Map.copyOf(unreadable);
  }
}
