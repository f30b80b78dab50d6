package dev.banyan.spring;

import dev.banyan.capture.Relay;
import dev.banyan.capture.RelayStatus;
import org.springframework.context.SmartLifecycle;

/** Starts the relay after the web server and stops it before. */
public final class RelayLifecycle implements SmartLifecycle {

  private final Relay relay;
  private volatile boolean running;

  RelayLifecycle(Relay relay) {
    this.relay = relay;
  }

  @Override
  public void start() {
    relay.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    relay.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 1_024; // web servers start at DEFAULT_PHASE - 2,048
  }

  /** How the relay is doing. */
  public RelayStatus status() {
    return relay.status();
  }
}
