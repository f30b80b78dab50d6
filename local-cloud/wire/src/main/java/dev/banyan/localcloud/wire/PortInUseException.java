package dev.banyan.localcloud.wire;

/** The port that a server was to listen on belongs to another process. */
public final class PortInUseException extends RuntimeException {

  private final int port;

  public PortInUseException(String service, int port) {
    super("port " + port + " for " + service + " is in use: stop what uses it or choose another");
    this.port = port;
  }

  public int port() {
    return port;
  }
}
