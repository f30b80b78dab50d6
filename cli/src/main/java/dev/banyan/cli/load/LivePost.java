package dev.banyan.cli.load;

import org.bson.types.ObjectId;

/**
 * A post that must exist.
 *
 * @param author the author's user number
 */
public record LivePost(ObjectId id, int author) {}
