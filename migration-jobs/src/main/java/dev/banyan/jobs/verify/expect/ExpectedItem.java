package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.TableSpec;
import java.util.Map;

/**
 * An item that a document must have.
 *
 * @param split whether the item is too large and lies in parts, of which only the keys are known
 * @param large whether the item is too large and lies elsewhere, so that only a reference is here
 */
public record ExpectedItem(
    TableSpec table, ItemKey key, Map<String, Expected> attributes, boolean split, boolean large) {}
