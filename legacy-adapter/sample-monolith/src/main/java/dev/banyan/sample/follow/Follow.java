package dev.banyan.sample.follow;

import java.time.Instant;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.core.mapping.FieldType;
import org.springframework.data.mongodb.core.mapping.MongoId;

/** One user follows another; the id makes it unique and findable by key. */
@Document("follows")
public record Follow(
    @MongoId(FieldType.STRING) String id, String follower, String followee, Instant createdAt) {

  static Follow of(String follower, String followee, Instant createdAt) {
    return new Follow(idOf(follower, followee), follower, followee, createdAt);
  }

  static String idOf(String follower, String followee) {
    return follower + ":" + followee;
  }
}
