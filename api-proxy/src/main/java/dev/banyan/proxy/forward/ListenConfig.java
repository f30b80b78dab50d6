package dev.banyan.proxy.forward;

import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.wire.WireLimits;
import java.time.Duration;

/**
 * How clients are listened to.
 *
 * @param host address to bind
 * @param port to bind; below zero for any that is free
 * @param wire bounds of one connection
 * @param idle how long a connection may be silent
 * @param edge TLS and HTTP/2
 */
public record ListenConfig(
    String host, int port, WireLimits wire, Duration idle, EdgeConfig edge) {}
