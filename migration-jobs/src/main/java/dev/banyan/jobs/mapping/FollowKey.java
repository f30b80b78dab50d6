package dev.banyan.jobs.mapping;

import org.bson.BsonDocument;

/**
 * Who follows whom. The {@code _id} must say the same as the fields: of a deleted document nothing
 * but the {@code _id} is left, and its delete would go to another row otherwise.
 */
record FollowKey(String follower, String followee) {

  static FollowKey of(BsonDocument document) {
    FollowKey key =
        new FollowKey(Fields.text(document, "follower"), Fields.text(document, "followee"));
    String id = Fields.text(document, "_id");
    if (!id.equals(key.follower + ":" + key.followee)) {
      throw new IllegalArgumentException(
          "_id '" + id + "' is not follower:followee of its own fields " + key);
    }
    return key;
  }
}
