package dev.banyan.proxy.forward;

import java.time.Duration;

/**
 * How clients are listened to.
 *
 * @param host address to bind
 * @param port to bind; below zero for any that is free
 * @param maxLine longest request line, in bytes
 * @param maxHeader longest header section, in bytes
 * @param idle how long a connection may be silent
 */
public record ListenConfig(String host, int port, int maxLine, int maxHeader, Duration idle) {}
