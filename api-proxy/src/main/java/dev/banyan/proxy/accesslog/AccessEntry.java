package dev.banyan.proxy.accesslog;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Has no header's value, no query and no user.
 *
 * @param atMillis when it came, in milliseconds since 1970
 * @param peer the client's address, null if unknown
 * @param method its method
 * @param path without its query, secrets masked; made when the line is
 * @param route method and template, null if none matched
 * @param capability of the route, null if none matched
 * @param side who answered, null if nobody did
 * @param decision why it went there
 * @param status of the answer; 499 if the client left before it
 * @param micros until the answer was out
 * @param correlation what the request is found by in both sides' logs
 */
public record AccessEntry(
    long atMillis,
    @Nullable String peer,
    String method,
    Supplier<String> path,
    @Nullable String route,
    @Nullable String capability,
    @Nullable String side,
    String decision,
    int status,
    long micros,
    @Nullable String correlation) {}
