package dev.banyan.proxy.shadow;

import java.time.Instant;
import java.util.List;

/**
 * One pair of answers that differed.
 *
 * @param route method and template
 * @param path of the request, without its query
 * @param at when it was compared
 * @param differences {@code path.kind} each, without values
 */
public record ShadowSample(String route, String path, Instant at, List<String> differences) {}
