package dev.banyan.capture.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.capture.ChangeDocuments;
import dev.banyan.events.SourceVersion;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;

final class ElementChangesTest {

  private static final SourceVersion VERSION = new SourceVersion(100, 1, 0);

  private final EventMapper ids =
      mapper(
          "{event: follow, each: following, key: _id, subject: '{_id}:{each}',"
              + " fields: {follower: _id, followee: each}}");

  private static EventMapper mapper(String body) {
    return new EventMapper(
        MappingFile.parse("m", "{capabilities: {r: {collections: {users: " + body + "}}}}")
            .mappings()
            .get(0));
  }

  private static ChangeStreamDocument<BsonDocument> change(
      String operation, String before, String after) {
    BsonDocument event =
        BsonDocument.parse(
            "{_id: {_data: 'x'}, operationType: '" + operation + "', documentKey: {_id: 'al'}}");
    if (before != null) {
      event.put("fullDocumentBeforeChange", BsonDocument.parse(before));
    }
    if (after != null) {
      event.put("fullDocument", BsonDocument.parse(after));
    }
    return ChangeDocuments.of(event);
  }

  private static List<String> events(
      EventMapper mapper, ChangeStreamDocument<BsonDocument> change) {
    return ((MappingOutcome.Mapped) mapper.map(change, "e", VERSION))
        .events().stream()
            .map(event -> event.type() + " " + event.subject() + " " + event.data())
            .toList();
  }

  @Test
  void map_insert_hasAnEventForEachElement() {
    assertThat(events(ids, change("insert", null, "{_id: 'al', following: ['b', 'c', 'b']}")))
        .containsExactly(
            "follow.put al:b {\"follower\":\"al\",\"followee\":\"b\"}",
            "follow.put al:c {\"follower\":\"al\",\"followee\":\"c\"}");
  }

  @Test
  void map_update_tellsWhatCameAndWhatIsGone() {
    ChangeStreamDocument<BsonDocument> update =
        change(
            "update",
            "{_id: 'al', following: ['b', 'c']}",
            "{_id: 'al', following: ['c', 'd'], name: 'Al'}");

    assertThat(events(ids, update))
        .containsExactly(
            "follow.deleted al:b {\"follower\":\"al\",\"followee\":\"b\"}",
            "follow.put al:d {\"follower\":\"al\",\"followee\":\"d\"}");
  }

  @Test
  void map_deleteOrGoneAgain_deletesEachElement() {
    assertThat(events(ids, change("delete", "{_id: 'al', following: ['b']}", null)))
        .containsExactly("follow.deleted al:b {\"follower\":\"al\",\"followee\":\"b\"}");
    assertThat(events(ids, change("update", "{_id: 'al', following: ['b']}", null)))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("follow.deleted");
  }

  @Test
  void map_withoutPreImage_isADeadLetterAndNoGuess() {
    MappingOutcome outcome =
        ids.map(change("update", null, "{_id: 'al', following: ['b']}"), "e", VERSION);

    assertThat(((MappingOutcome.Unmappable) outcome).cause()).contains("no pre-image");
  }

  @Test
  void map_subDocumentsAndDbRefs_byPath() {
    EventMapper refs =
        mapper(
            "{event: friend, each: friends, key: _id, subject: '{_id}:{each.ref.$id}',"
                + " fields: {who: 'each.ref.$id', since: each.since}}");
    String before = "{_id: 'al', friends: [{ref: {$ref: 'users', $id: 'b'}, since: 1}]}";
    String after = "{_id: 'al', friends: [{ref: {$ref: 'users', $id: 'b'}, since: 2}]}";

    assertThat(events(refs, change("update", before, after)))
        .containsExactly("friend.put al:b {\"who\":\"b\",\"since\":2}");
  }

  @Test
  void map_wholeArrayOfDbRefs_asIds() {
    EventMapper whole =
        mapper("{event: user, fields: {id: _id, friends: 'friends.$id', mayor: 'mayor.$id'}}");
    String document =
        "{_id: 'al', mayor: {$ref: 'users', $id: 'z'}, friends: [{$ref: 'users', $id: 'b'},"
            + " {$ref: 'users', $id: 'c'}]}";

    assertThat(events(whole, change("insert", null, document)))
        .containsExactly("user.put al {\"id\":\"al\",\"friends\":[\"b\",\"c\"],\"mayor\":\"z\"}");
  }

  /**
   * Each update may meet any later state of its document; the items come out right all the same.
   */
  @Test
  void map_withStatesThatAreNewerThanTheirChanges_leavesTheFinalElements() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<TreeSet<String>> states = states(random);
      TreeMap<String, Boolean> items = new TreeMap<>();
      for (int i = 1; i < states.size(); i++) {
        int seen = i + random.nextInt(states.size() - i);
        ChangeStreamDocument<BsonDocument> change =
            change("update", document(states.get(i - 1)), document(states.get(seen)));
        ((MappingOutcome.Mapped) ids.map(change, "e", new SourceVersion(100, i, 0)))
            .events()
            .forEach(e -> items.put(e.data().get("followee").asText(), e.type().endsWith("put")));
      }
      assertThat(items.keySet().stream().filter(items::get).collect(Collectors.toList()))
          .as("seed " + seed)
          .containsExactlyElementsOf(states.get(states.size() - 1));
    }
  }

  private static List<TreeSet<String>> states(Random random) {
    List<TreeSet<String>> states = new java.util.ArrayList<>(List.of(new TreeSet<>()));
    for (int i = 0; i < 8; i++) {
      TreeSet<String> next = new TreeSet<>(states.get(i));
      String element = String.valueOf((char) ('a' + random.nextInt(4)));
      if (!next.remove(element)) {
        next.add(element);
      }
      states.add(next);
    }
    return states;
  }

  private static String document(TreeSet<String> elements) {
    List<BsonValue> values = elements.stream().<BsonValue>map(BsonString::new).toList();
    return new BsonDocument("_id", new BsonString("al"))
        .append("following", new BsonArray(values))
        .toJson();
  }
}
