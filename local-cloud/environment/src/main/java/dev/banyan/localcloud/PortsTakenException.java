package dev.banyan.localcloud;

import java.util.Map;
import java.util.stream.Collectors;

/** Ports that the local cloud needs belong to other processes. */
public final class PortsTakenException extends RuntimeException {

  PortsTakenException(Map<String, Integer> portsByOption) {
    super(
        portsByOption.entrySet().stream()
            .map(
                each ->
                    "port " + each.getValue() + " is in use: choose another with " + each.getKey())
            .collect(Collectors.joining("; ", "", ", or stop what uses it")));
  }
}
