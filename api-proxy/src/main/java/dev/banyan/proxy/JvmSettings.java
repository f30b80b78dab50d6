package dev.banyan.proxy;

import java.util.Map;

/**
 * Settings that Vert.x, Netty and the JDK read once, from system properties, when their classes are
 * loaded. What was given on the command line stays.
 */
final class JvmSettings {

  private static final Map<String, String> SETTINGS =
      Map.of(
          // The clock would be read twice for each callback, to find callbacks that block.
          "vertx.disableContextTimings", "true",
          // The adaptive one copies arrays byte by byte on JDK 17, and shares its chunks' state.
          "io.netty.allocator.type", "pooled",
          // Each chunk of memory would make an event for Flight Recorder, which is loaded for that.
          "io.netty.jfr.enabled", "false",
          // Four buffers a request would be counted when taken and when given back; nobody asks.
          "io.netty.trackPinnedMemory", "false",
          // Half of the JDK's own: as much is kept of a message that is not whole.
          "jdk.tls.maxHandshakeMessageSize", "16384");

  private JvmSettings() {}

  /** Sets those that are not set; before anything of Vert.x or Netty is touched. */
  static void apply() {
    SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
