package dev.banyan.capture.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import com.mongodb.client.model.changestream.UpdateDescription;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Reason;
import dev.banyan.capture.mapping.MappingOutcome.Skipped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

final class EventMapperTest {

  private static final SourceVersion VERSION = new SourceVersion(1_700_000_000L, 7, 0);
  private static final String POST = "655f1c000000000000000001";

  private final EventMapper follows =
      new EventMapper(
          EventMapping.of(
              "follows",
              "follow",
              "relationships",
              "follower",
              "{follower}:{followee}",
              List.of("follower", "followee", "createdAt")));
  private final EventMapper posts =
      new EventMapper(
          new EventMapping(
              "posts",
              "post",
              "feed",
              "_id",
              "_id",
              List.of(FieldMapping.parse("id=_id"), FieldMapping.parse("author")),
              List.of(FieldMapping.parse("id=_id"), FieldMapping.parse("author?")),
              null));

  @Test
  void map_insert_carriesTheDeclaredFieldsOnly() {
    Event event =
        mapped(
            follows,
            change(OperationType.INSERT)
                .document(
                    "{_id: 'a:b', follower: 'a', followee: 'b', secret: 1,"
                        + " createdAt: {$date: '2026-11-21T01:02:03.040Z'}}")
                .key("{_id: 'a:b'}"));

    assertThat(event.type()).isEqualTo("follow.put");
    assertThat(event.subject()).isEqualTo("a:b");
    assertThat(event.partitionKey()).isEqualTo("a");
    assertThat(event.id()).isEqualTo("legacy-1");
    assertThat(event.version()).isEqualTo(VERSION);
    assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
    assertThat(event.data())
        .hasToString(
            "{\"follower\":\"a\",\"followee\":\"b\",\"createdAt\":\"2026-11-21T01:02:03.040Z\"}");
  }

  @Test
  void map_deleteWithoutPreImage_takesThePartsOfTheId() {
    Event event = mapped(follows, change(OperationType.DELETE).key("{_id: 'a:b'}"));

    assertThat(event.type()).isEqualTo("follow.deleted");
    assertThat(event.partitionKey()).isEqualTo("a");
    assertThat(event.data()).hasToString("{\"follower\":\"a\",\"followee\":\"b\"}");
  }

  @Test
  void map_delete_addsOptionalFieldsFromThePreImage() {
    Change bare = change(OperationType.DELETE).key("{_id: {$oid: '" + POST + "'}}");

    assertThat(mapped(posts, bare).data()).hasToString("{\"id\":\"" + POST + "\"}");
    assertThat(mapped(posts, bare.before("{_id: {$oid: '" + POST + "'}, author: 'a'}")).data())
        .hasToString("{\"id\":\"" + POST + "\",\"author\":\"a\"}");
  }

  @Test
  void map_deleteWithoutWhatItNeeds_isUnmappable() {
    EventMapper byAuthor =
        new EventMapper(
            EventMapping.of("posts", "post", "feed", "author", null, List.of("author")));

    assertThat(byAuthor.map(change(OperationType.DELETE).key("{_id: 1}").build(), "x", VERSION))
        .isInstanceOfSatisfying(
            Unmappable.class,
            unmappable -> assertThat(unmappable.cause()).contains("posts", "author", "pre-image"));
  }

  @Test
  void map_updateOfADocumentThatIsGone_isSkipped() {
    assertThat(follows.map(change(OperationType.UPDATE).key("{_id: 'a:b'}").build(), "x", VERSION))
        .isEqualTo(new Skipped(Reason.GONE_AGAIN));
  }

  @Test
  void map_reverseReplicatedWrites_areSkipped() {
    String tagged =
        "{_id: 'a:b', follower: 'a', followee: 'b', _banyan: {v: 'x', origin: 'serverless'}}";

    assertThat(follows.map(change(OperationType.INSERT).document(tagged).build(), "x", VERSION))
        .isEqualTo(new Skipped(Reason.REVERSE_REPLICATED));
    assertThat(
            follows.map(
                change(OperationType.UPDATE)
                    .document(tagged)
                    .updated("{'_banyan.v': 'x', followee: 'b'}")
                    .build(),
                "x",
                VERSION))
        .isEqualTo(new Skipped(Reason.REVERSE_REPLICATED));
    assertThat(
            follows.map(
                change(OperationType.DELETE)
                    .key("{_id: 'a:b'}")
                    .before("{_id: 'a:b', _banyan: {origin: 'serverless', deleted: true}}")
                    .build(),
                "x",
                VERSION))
        .isEqualTo(new Skipped(Reason.REVERSE_REPLICATED));
  }

  @Test
  void map_theMonolithsWriteOverATaggedDocument_isPublished() {
    String tagged =
        "{_id: 'a:b', follower: 'a', followee: 'b', _banyan: {v: 'x', origin: 'serverless'}}";

    assertThat(
            mapped(follows, change(OperationType.UPDATE).document(tagged).updated("{note: 1}"))
                .type())
        .isEqualTo("follow.put");
    assertThat(
            mapped(follows, change(OperationType.DELETE).key("{_id: 'a:b'}").before(tagged)).type())
        .isEqualTo("follow.deleted");
  }

  @Test
  void map_valueWithoutImage_isUnmappable() {
    assertThat(
            follows.map(
                change(OperationType.INSERT)
                    .document("{_id: 'a:b', follower: 'a', followee: {$minKey: 1}}")
                    .build(),
                "x",
                VERSION))
        .isInstanceOfSatisfying(
            Unmappable.class, unmappable -> assertThat(unmappable.cause()).contains("MIN_KEY"));
  }

  @Test
  void map_everyOtherType_keepsItsValue() {
    EventMapper mapper =
        new EventMapper(EventMapping.of("c", "c", "x", "_id", null, List.of("all", "deep=a.b")));
    Event event =
        mapped(
            mapper,
            change(OperationType.REPLACE)
                .document(
                    "{_id: 5, a: {b: [1, {$numberLong: '9007199254740993'}]}, all: {d: 1.5,"
                        + " dec: {$numberDecimal: '1.10'}, t: true, n: null,"
                        + " bin: {$binary: {base64: 'AQI=', subType: '00'}}}}"));

    assertThat(event.partitionKey()).isEqualTo("5");
    assertThat(event.data())
        .hasToString(
            "{\"all\":{\"d\":1.5,\"dec\":1.10,\"t\":true,\"n\":null,\"bin\":\"AQI=\"},"
                + "\"deep\":[1,9007199254740993]}");
  }

  @Test
  void pathsThatNeedPreImages_areThoseOutsideTheId() {
    assertThat(
            EventMapping.of(
                    "follows", "follow", "r", "follower", "{follower}:{followee}", List.of("x"))
                .pathsThatNeedPreImages())
        .isEmpty();
    assertThat(
            EventMapping.of("posts", "post", "feed", "author", null, List.of("author", "id=_id"))
                .pathsThatNeedPreImages())
        .containsExactly("author");
  }

  private static Event mapped(EventMapper mapper, Change change) {
    MappingOutcome outcome = mapper.map(change.build(), "legacy-1", VERSION);
    assertThat(outcome).isInstanceOf(Mapped.class);
    return ((Mapped) outcome).events().get(0);
  }

  private static Change change(OperationType type) {
    return new Change(type, null, null, null, null);
  }

  private record Change(
      OperationType type, String document, String before, String key, String updated) {

    Change document(String json) {
      return new Change(type, json, before, key, updated);
    }

    Change before(String json) {
      return new Change(type, document, json, key, updated);
    }

    Change key(String json) {
      return new Change(type, document, before, json, updated);
    }

    Change updated(String json) {
      return new Change(type, document, before, key, json);
    }

    private static BsonDocument parse(String json) {
      return json == null ? null : BsonDocument.parse(json);
    }

    ChangeStreamDocument<BsonDocument> build() {
      return new ChangeStreamDocument<>(
          type.getValue(),
          new BsonDocument(),
          BsonDocument.parse("{db: 'social', coll: 'c'}"),
          null,
          null,
          parse(document),
          parse(before),
          parse(key),
          new BsonTimestamp(1_700_000_000, 7),
          updated == null ? null : new UpdateDescription(List.of(), parse(updated)),
          null,
          null,
          new BsonDateTime(1_700_000_000_123L),
          null,
          null);
    }
  }
}
