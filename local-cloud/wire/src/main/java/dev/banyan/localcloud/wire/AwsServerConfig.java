package dev.banyan.localcloud.wire;

import java.util.Map;

/**
 * Where and how to listen. The address is always the loopback one: nothing checks signatures.
 *
 * @param name of the service, for messages
 * @param port TCP port, 0 for any free one
 * @param targetPrefix what {@code X-Amz-Target} begins with, without the dot
 * @param maxBodyBytes larger requests are refused before they are in memory
 * @param eventLoops threads that serve connections
 * @param pages control pages by path, such as {@code /_faults}
 */
public record AwsServerConfig(
    String name,
    int port,
    String targetPrefix,
    int maxBodyBytes,
    int eventLoops,
    Map<String, ControlPage> pages) {

  public AwsServerConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535, not " + port);
    }
    if (maxBodyBytes < 1 || eventLoops < 1) {
      throw new IllegalArgumentException(
          "maxBodyBytes and eventLoops must be positive, not "
              + maxBodyBytes
              + " and "
              + eventLoops);
    }
    pages = Map.copyOf(pages);
  }
}
