package dev.banyan.jobs.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.feed.Edge;
import dev.banyan.feed.Post;
import dev.banyan.jobs.mapping.Mapped.Gone;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.jobs.mapping.Mapped.Unmappable;
import dev.banyan.relationships.Follow;
import java.time.Instant;
import java.util.Arrays;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

final class CollectionMappingTest {

  private static final SourceVersion FLOOR = new SourceVersion(5, 1, 0);
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.006Z");

  private final FollowsToRelationships relationships = new FollowsToRelationships();

  @Test
  void map_follow() {
    assertThat(relationships.map(raw(follow()), FLOOR))
        .isEqualTo(new Row<>(new Follow("ann", "bob", AT), FLOOR));
    assertThat(new FollowsToEdges().map(raw(follow()), FLOOR))
        .isEqualTo(new Row<>(new Edge("bob", "ann"), FLOOR));
  }

  @Test
  void map_post() {
    ObjectId id = new ObjectId();
    BsonDocument post =
        new BsonDocument("_id", new BsonObjectId(id))
            .append("author", new BsonString("bob"))
            .append("text", new BsonString(""))
            .append("createdAt", new BsonDateTime(AT.toEpochMilli()));

    assertThat(new PostsToFeed().map(raw(post), FLOOR))
        .isEqualTo(new Row<>(new Post(id.toHexString(), "bob", "", AT), FLOOR));
  }

  @Test
  void map_takesTheVersionThatTheDocumentCarries() {
    SourceVersion own = new SourceVersion(9, 9, 9);

    assertThat(relationships.map(raw(follow().append("_banyan", tag(own, false))), FLOOR))
        .isEqualTo(new Row<>(new Follow("ann", "bob", AT), own));
  }

  @Test
  void map_leavesOutWhatIsAboutToBeDeleted() {
    assertThat(relationships.map(raw(follow().append("_banyan", tag(FLOOR, true))), FLOOR))
        .isEqualTo(new Gone<Follow>());
  }

  private static BsonDocument tag(SourceVersion version, boolean deleted) {
    return new BsonDocument("v", new BsonString(version.toString()))
        .append("origin", new BsonString("serverless"))
        .append("deleted", BsonBoolean.valueOf(deleted));
  }

  @Test
  void map_saysWhichFieldIsWrong() {
    assertUnmappable("createdAt", new BsonString("2026"), "createdAt must be of type DATE_TIME");
    assertUnmappable("createdAt", new BsonUndefined(), "createdAt must be of type DATE_TIME");
    assertUnmappable("follower", BsonNull.VALUE, "follower must be of type STRING, was NULL");
    assertUnmappable("followee", new BsonString(""), "followee must not be empty");
    assertUnmappable("follower", new BsonString("eve"), "_id 'ann:bob' is not follower:followee");
    assertUnmappable("_banyan", new BsonString("v"), "_banyan must be a document");
    assertUnmappable("_banyan", new BsonDocument(), "v is missing");
    assertUnmappable(
        "_banyan", new BsonDocument("v", new BsonString("7")), "not a source version: '7'");
  }

  private void assertUnmappable(String field, BsonValue value, String cause) {
    assertThat(relationships.map(raw(follow().append(field, value)), FLOOR))
        .isInstanceOfSatisfying(
            Unmappable.class, unmappable -> assertThat(unmappable.cause()).contains(cause));
  }

  @Test
  void map_neverThrowsForATruncatedDocument() {
    byte[] whole = raw(follow()).getByteBuffer().array();
    int length = raw(follow()).getByteBuffer().remaining();

    for (int cut = 5; cut < length; cut++) {
      byte[] part = Arrays.copyOf(whole, cut);
      assertThat(relationships.map(new RawBsonDocument(part), FLOOR))
          .as("%s bytes of %s", cut, length)
          .isInstanceOf(Unmappable.class);
    }
  }

  private static BsonDocument follow() {
    return new BsonDocument("_id", new BsonString("ann:bob"))
        .append("follower", new BsonString("ann"))
        .append("followee", new BsonString("bob"))
        .append("createdAt", new BsonDateTime(AT.toEpochMilli()));
  }

  private static RawBsonDocument raw(BsonDocument document) {
    return new RawBsonDocument(document, new BsonDocumentCodec());
  }
}
