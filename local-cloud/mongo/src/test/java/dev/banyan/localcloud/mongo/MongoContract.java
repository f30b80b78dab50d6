package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ChangeStreamPreAndPostImagesOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.FullDocumentBeforeChange;
import com.mongodb.client.model.changestream.OperationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the flow relies on in MongoDB, by page of the manual. Holds for the embedded server and for
 * a real replica set alike.
 */
@Timeout(60)
abstract class MongoContract extends ContractFixture {

  // --- https://www.mongodb.com/docs/manual/reference/command/hello/

  @Test
  @DisplayName("reference/command/hello: a primary of a replica set names itself and its members")
  void hello_namesPrimaryAndMembers() {
    Document hello = database.runCommand(new Document("hello", 1));

    assertThat(hello.getBoolean("isWritablePrimary")).isTrue();
    assertThat(hello.getString("setName")).isNotBlank();
    assertThat(hello.getList("hosts", String.class)).contains(hello.getString("me"));
    assertThat(hello.getString("primary")).isEqualTo(hello.getString("me"));
  }

  @Test
  @DisplayName(
      "reference/method/db.runCommand#response: replies carry operationTime, also of writes")
  void replies_carryOperationTime() {
    Document insert =
        new Document("insert", "follows").append("documents", List.of(follow("a", "b")));

    BsonTimestamp before = operationTime(database.runCommand(new Document("ping", 1)));
    BsonTimestamp written = operationTime(database.runCommand(insert));
    BsonTimestamp after = operationTime(database.runCommand(new Document("ping", 1)));

    assertThat(written).isGreaterThan(before);
    assertThat(after).isGreaterThanOrEqualTo(written);
    try (var stream = follows.watch().startAtOperationTime(before).cursor()) {
      assertThat(next(stream).getClusterTime()).isBetween(before, written);
    }
  }

  private static BsonTimestamp operationTime(Document reply) {
    assertThat(reply.get("$clusterTime")).isInstanceOf(Document.class);
    return reply.get("operationTime", BsonTimestamp.class);
  }

  // --- https://www.mongodb.com/docs/manual/reference/change-events/

  @Test
  @DisplayName("reference/change-events/insert: key, namespace, whole document, times")
  void insert_isTold() {
    try (var stream = follows.watch().cursor()) {
      follows.insertOne(follow("a", "b").append("n", new Decimal128(7)));

      ChangeStreamDocument<Document> event = next(stream);

      assertThat(event.getOperationType()).isEqualTo(OperationType.INSERT);
      assertThat(event.getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 'a:b'}"));
      assertThat(event.getNamespace()).isEqualTo(follows.getNamespace());
      assertThat(event.getFullDocument())
          .isEqualTo(follow("a", "b").append("n", new Decimal128(7)));
      assertThat(event.getClusterTime()).isNotNull();
      assertThat(event.getWallTime()).isNotNull();
    }
  }

  @Test
  @DisplayName("reference/change-events/update: what changed by dotted path, without the document")
  void update_tellsChangedPaths() {
    follows.insertOne(
        follow("a", "b").append("gone", 1).append("sub", new Document("x", 1).append("y", 2)));
    try (var stream = follows.watch().cursor()) {
      follows.updateOne(
          Filters.eq("a:b"),
          Updates.combine(Updates.set("n", 1), Updates.set("sub.x", 3), Updates.unset("gone")));

      ChangeStreamDocument<Document> event = next(stream);

      assertThat(event.getOperationType()).isEqualTo(OperationType.UPDATE);
      assertThat(event.getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 'a:b'}"));
      assertThat(event.getUpdateDescription().getUpdatedFields())
          .isEqualTo(BsonDocument.parse("{n: 1, 'sub.x': 3}"));
      assertThat(event.getUpdateDescription().getRemovedFields()).containsExactly("gone");
      assertThat(event.getUpdateDescription().getTruncatedArrays()).isEmpty();
      assertThat(event.getFullDocument()).isNull();
    }
  }

  @Test
  @DisplayName("reference/change-events/update: an element pushed is told by its position")
  void update_tellsPushedElement() {
    follows.insertOne(follow("a", "b").append("tags", List.of("x")));
    try (var stream = follows.watch().cursor()) {
      follows.updateOne(Filters.eq("a:b"), Updates.push("tags", "y"));

      assertThat(next(stream).getUpdateDescription().getUpdatedFields())
          .isEqualTo(BsonDocument.parse("{'tags.1': 'y'}"));
    }
  }

  @Test
  @DisplayName("reference/change-events/update: an update that changes nothing is no event")
  void update_withoutEffectIsNotTold() {
    follows.insertOne(follow("a", "b"));
    try (var stream = follows.watch().cursor()) {
      follows.updateOne(Filters.eq("a:b"), Updates.set("follower", "a"));
      follows.deleteOne(Filters.eq("a:b"));

      assertThat(next(stream).getOperationType()).isEqualTo(OperationType.DELETE);
    }
  }

  @Test
  @DisplayName("reference/change-events/replace: the whole new document")
  void replace_isTold() {
    follows.insertOne(follow("a", "b"));
    try (var stream = follows.watch().cursor()) {
      follows.replaceOne(Filters.eq("a:b"), new Document("z", 1).append("follower", "a"));

      ChangeStreamDocument<Document> event = next(stream);

      assertThat(event.getOperationType()).isEqualTo(OperationType.REPLACE);
      assertThat(event.getFullDocument().toJson())
          .isEqualTo(new Document("_id", "a:b").append("z", 1).append("follower", "a").toJson());
      assertThat(event.getUpdateDescription()).isNull();
    }
  }

  @Test
  @DisplayName("reference/change-events/delete: the key only")
  void delete_tellsKey() {
    follows.insertOne(follow("a", "b"));
    try (var stream = follows.watch().cursor()) {
      follows.deleteOne(Filters.eq("follower", "a"));

      ChangeStreamDocument<Document> event = next(stream);

      assertThat(event.getOperationType()).isEqualTo(OperationType.DELETE);
      assertThat(event.getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 'a:b'}"));
      assertThat(event.getFullDocument()).isNull();
      assertThat(event.getFullDocumentBeforeChange()).isNull();
    }
  }

  @Test
  @DisplayName(
      "reference/change-events: upserts, findAndModify and many-document writes, each document")
  void everyKindOfWrite_isTold() {
    try (var stream = follows.watch().cursor()) {
      follows.updateOne(Filters.eq("u"), Updates.set("n", 1), new UpdateOptions().upsert(true));
      follows.replaceOne(Filters.eq("r"), new Document("n", 1), new ReplaceOptions().upsert(true));
      follows.findOneAndUpdate(
          Filters.eq("f"), Updates.set("n", 1), new FindOneAndUpdateOptions().upsert(true));
      follows.findOneAndUpdate(Filters.eq("f"), Updates.inc("n", 1));
      follows.findOneAndReplace(Filters.eq("f"), new Document("n", 5));
      follows.updateMany(Filters.exists("n"), Updates.set("m", true));
      follows.findOneAndDelete(Filters.eq("f"));
      follows.deleteMany(Filters.eq("m", true));

      assertThat(types(stream, 11))
          .containsExactly(
              OperationType.INSERT,
              OperationType.INSERT,
              OperationType.INSERT,
              OperationType.UPDATE,
              OperationType.REPLACE,
              OperationType.UPDATE,
              OperationType.UPDATE,
              OperationType.UPDATE,
              OperationType.DELETE,
              OperationType.DELETE,
              OperationType.DELETE);
    }
  }

  @Test
  @DisplayName("reference/change-events: cluster times increase, one per change")
  void clusterTimes_increase() {
    try (var stream = follows.watch().cursor()) {
      follows.insertMany(List.of(follow("a", "b"), follow("a", "c"), follow("a", "d")));

      List<BsonTimestamp> times =
          IntStream.range(0, 3).mapToObj(i -> next(stream).getClusterTime()).toList();

      assertThat(times).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("reference/change-events/drop, invalidate: a dropped collection ends its stream")
  void drop_invalidatesStreamOfCollection() {
    follows.insertOne(follow("a", "b"));
    try (var stream = follows.watch().cursor();
        var whole = database.watch().cursor()) {
      follows.drop();
      database.getCollection("other").insertOne(new Document("_id", 1));

      assertThat(types(stream, 2)).containsExactly(OperationType.DROP, OperationType.INVALIDATE);
      assertThat(types(whole, 2)).containsExactly(OperationType.DROP, OperationType.INSERT);
      BsonDocument token = stream.getResumeToken();
      assertThatThrownBy(() -> follows.watch().resumeAfter(token).cursor())
          .isInstanceOfSatisfying(
              MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(260));
      try (var again = follows.watch().startAfter(token).cursor()) {
        follows.insertOne(follow("a", "c"));
        assertThat(next(again).getOperationType()).isEqualTo(OperationType.INSERT);
      }
    }
  }

  @Test
  @DisplayName("reference/change-events/rename: tells both names and ends the stream")
  void rename_invalidatesStreamOfCollection() {
    follows.insertOne(follow("a", "b"));
    try (var stream = follows.watch().cursor()) {
      follows.renameCollection(new MongoNamespace(database.getName(), "moved"));

      ChangeStreamDocument<Document> event = next(stream);

      assertThat(event.getOperationType()).isEqualTo(OperationType.RENAME);
      assertThat(event.getDestinationNamespace().getCollectionName()).isEqualTo("moved");
      assertThat(next(stream).getOperationType()).isEqualTo(OperationType.INVALIDATE);
    }
  }

  // --- https://www.mongodb.com/docs/manual/changeStreams/

  @Test
  @DisplayName("changeStreams#watch-collection-database-deployment: database and whole deployment")
  void watch_coversDatabaseAndDeployment() {
    try (var whole = database.watch().cursor();
        var all =
            client
                .watch(List.of(Aggregates.match(Filters.eq("ns.db", database.getName()))))
                .cursor()) {
      follows.insertOne(follow("a", "b"));
      database.getCollection("posts").insertOne(new Document("_id", 1));

      assertThat(List.of(next(whole), next(whole)))
          .extracting(e -> e.getNamespace().getCollectionName())
          .containsExactly("follows", "posts");
      assertThat(List.of(next(all), next(all)))
          .extracting(e -> e.getNamespace().getCollectionName())
          .containsExactly("follows", "posts");
    }
  }

  @Test
  @DisplayName("changeStreams#modify-change-stream-output: $match and $project on events")
  void pipeline_filtersEvents() {
    var pipeline =
        List.of(
            Aggregates.match(
                Filters.and(
                    Filters.in("ns.coll", "follows", "posts"),
                    Filters.eq("operationType", "insert"),
                    Filters.eq("fullDocument.follower", "b"))),
            Aggregates.project(Projections.exclude("fullDocument.followee")));
    try (var stream = database.watch(pipeline).cursor()) {
      follows.insertMany(List.of(follow("a", "b"), follow("b", "c")));
      database.getCollection("other").insertOne(follow("b", "d"));

      assertThat(next(stream).getFullDocument())
          .isEqualTo(new Document("_id", "b:c").append("follower", "b"));
      assertThat(stream.tryNext()).isNull();
    }
  }

  @Test
  @DisplayName("changeStreams#lookup-full-document-for-update-operations: present state or null")
  void updateLookup_givesPresentStateOrNull() {
    follows.insertMany(List.of(follow("a", "b"), follow("a", "c")));
    BsonDocument start;
    try (var stream = follows.watch().cursor()) {
      assertThat(stream.tryNext()).isNull();
      start = stream.getResumeToken();
    }
    follows.updateOne(Filters.eq("a:b"), Updates.set("n", 1));
    follows.updateOne(Filters.eq("a:b"), Updates.set("n", 2));
    follows.updateOne(Filters.eq("a:c"), Updates.set("n", 3));
    follows.deleteOne(Filters.eq("a:c"));

    ChangeStreamIterable<Document> watch =
        follows.watch().fullDocument(FullDocument.UPDATE_LOOKUP).resumeAfter(start);
    try (var stream = watch.cursor()) {
      assertThat(next(stream).getFullDocument()).isEqualTo(follow("a", "b").append("n", 2));
      assertThat(next(stream).getFullDocument()).isEqualTo(follow("a", "b").append("n", 2));
      assertThat(next(stream).getFullDocument()).isNull();
    }
  }

  @Test
  @DisplayName("changeStreams#change-streams-with-document-pre-and-post-images")
  void images_areKeptWhereEnabled() {
    database.createCollection(
        "kept",
        new CreateCollectionOptions()
            .changeStreamPreAndPostImagesOptions(new ChangeStreamPreAndPostImagesOptions(true)));
    MongoCollection<Document> kept = database.getCollection("kept");
    ChangeStreamIterable<Document> watch =
        kept.watch()
            .fullDocument(FullDocument.REQUIRED)
            .fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED);
    try (var stream = watch.cursor()) {
      kept.insertOne(follow("a", "b"));
      kept.updateOne(Filters.eq("a:b"), Updates.set("n", 1));
      kept.updateOne(Filters.eq("a:b"), Updates.set("n", 2));
      kept.deleteOne(Filters.eq("a:b"));

      next(stream);
      ChangeStreamDocument<Document> first = next(stream);
      assertThat(first.getFullDocumentBeforeChange()).isEqualTo(follow("a", "b"));
      assertThat(first.getFullDocument()).isEqualTo(follow("a", "b").append("n", 1));
      next(stream);
      assertThat(next(stream).getFullDocumentBeforeChange())
          .isEqualTo(follow("a", "b").append("n", 2));
    }
  }

  @Test
  @DisplayName("reference/command/collMod#change-streams-with-document-pre-and-post-images")
  void collMod_switchesImages() {
    Document on = new Document("enabled", true);
    database.runCommand(
        new Document("collMod", "follows").append("changeStreamPreAndPostImages", on));
    ChangeStreamIterable<Document> watch =
        follows.watch().fullDocumentBeforeChange(FullDocumentBeforeChange.WHEN_AVAILABLE);
    try (var stream = watch.cursor()) {
      follows.insertOne(follow("a", "b"));
      follows.deleteOne(Filters.eq("a:b"));
      next(stream);

      assertThat(next(stream).getFullDocumentBeforeChange()).isEqualTo(follow("a", "b"));
    }
    Document listed = database.listCollections().filter(Filters.eq("name", "follows")).first();
    assertThat(listed.get("options", Document.class).get("changeStreamPreAndPostImages"))
        .isEqualTo(on);
  }

  @Test
  @DisplayName("changeStreams: a required image that was not kept is error 47 (NoMatchingDocument)")
  void requiredImage_missingIsError() {
    ChangeStreamIterable<Document> watch =
        follows.watch().fullDocumentBeforeChange(FullDocumentBeforeChange.REQUIRED);
    follows.insertOne(follow("a", "b"));
    try (var stream = watch.cursor()) {
      follows.deleteOne(Filters.eq("a:b"));

      assertThatThrownBy(() -> next(stream))
          .isInstanceOfSatisfying(MongoException.class, e -> assertThat(e.getCode()).isEqualTo(47));
    }
  }

  @Test
  @DisplayName("changeStreams#resume-a-change-stream: behind the event of the token")
  void resume_goesOnBehindToken() {
    BsonDocument token;
    try (var stream = follows.watch().cursor()) {
      follows.insertMany(List.of(follow("a", "b"), follow("a", "c"), follow("a", "d")));
      token = next(stream).getResumeToken();
    }

    try (var resumed = follows.watch().resumeAfter(token).cursor();
        var started = follows.watch().startAfter(token).cursor()) {
      assertThat(List.of(next(resumed), next(resumed)))
          .extracting(e -> e.getDocumentKey().getString("_id").getValue())
          .containsExactly("a:c", "a:d");
      assertThat(next(started).getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 'a:c'}"));
    }
  }

  @Test
  @DisplayName("changeStreams#start-time: startAtOperationTime includes the change of that time")
  void startAtOperationTime_isInclusive() {
    BsonTimestamp time;
    try (var stream = follows.watch().cursor()) {
      follows.insertMany(List.of(follow("a", "b"), follow("a", "c")));
      next(stream);
      time = next(stream).getClusterTime();
    }

    try (var stream = follows.watch().startAtOperationTime(time).cursor()) {
      assertThat(next(stream).getDocumentKey()).isEqualTo(BsonDocument.parse("{_id: 'a:c'}"));
    }
  }

  @Test
  @DisplayName("changeStreams#resume-tokens: what is no token is refused")
  void resume_refusesBogusToken() {
    BsonDocument bogus = new BsonDocument("_data", new BsonString("this is no token"));

    assertThatThrownBy(() -> follows.watch().resumeAfter(bogus).cursor())
        .isInstanceOf(MongoCommandException.class)
        .hasMessageContaining("resume token");
  }

  @Test
  @DisplayName("changeStreams#resume-tokens: postBatchResumeToken moves on without a match")
  void postBatchResumeToken_advancesWithoutMatches() {
    try (var stream = follows.watch().maxAwaitTime(50, TimeUnit.MILLISECONDS).cursor()) {
      assertThat(stream.tryNext()).isNull();
      BsonDocument before = stream.getResumeToken();
      database.getCollection("other").insertOne(new Document("_id", 1));

      BsonDocument after = before;
      long deadline = System.nanoTime() + SOON.toNanos();
      while (after.equals(before) && System.nanoTime() < deadline) {
        assertThat(stream.tryNext()).isNull();
        after = stream.getResumeToken();
      }

      assertThat(after).isNotEqualTo(before);
    }
  }

  @Test
  @DisplayName("reference/command/getMore#maxTimeMS: waits until something comes, and others go on")
  void getMore_waitsForNextEvent() throws Exception {
    try (var stream = follows.watch().maxAwaitTime(15, TimeUnit.SECONDS).cursor()) {
      var event = CompletableFuture.supplyAsync(() -> next(stream));
      assertThat(database.runCommand(new Document("ping", 1)).getDouble("ok")).isOne();
      long start = System.nanoTime();
      follows.insertOne(follow("a", "b"));

      assertThat(event.get(10, TimeUnit.SECONDS).getOperationType())
          .isEqualTo(OperationType.INSERT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  @DisplayName("changeStreams: every change of concurrent writers once, in order of cluster time")
  void concurrentWriters_areToldOnceInOrder() {
    int writers = 4;
    int each = 250;
    List<BsonTimestamp> times = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    try (var stream = follows.watch().cursor()) {
      for (int w = 0; w < writers; w++) {
        int first = w * each;
        CompletableFuture.runAsync(
            () ->
                IntStream.range(first, first + each)
                    .forEach(i -> follows.insertOne(new Document("_id", i))));
      }
      for (int i = 0; i < writers * each; i++) {
        ChangeStreamDocument<Document> event = next(stream);
        times.add(event.getClusterTime());
        ids.add(event.getDocumentKey().getInt32("_id").getValue());
      }
    }

    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, writers * each).boxed().toList());
  }

  // --- https://www.mongodb.com/docs/manual/indexes/ and CRUD

  @Test
  @DisplayName("reference/method/cursor.sort: pages by compound index, forwards and backwards")
  void find_pagesByCompoundIndex() {
    follows.createIndex(Indexes.ascending("follower", "followee"));
    List<String> ids = IntStream.range(100, 300).mapToObj(Integer::toString).toList();
    ids.forEach(id -> follows.insertMany(List.of(follow("a", id), follow("b", id))));

    var forwards =
        follows
            .find(Filters.and(Filters.eq("follower", "a"), Filters.gt("followee", "150")))
            .sort(Sorts.ascending("followee"))
            .limit(50)
            .map(d -> d.getString("followee"))
            .into(new ArrayList<>());
    var backwards =
        follows
            .find(Filters.and(Filters.eq("follower", "b"), Filters.lte("followee", "150")))
            .sort(Sorts.descending("followee"))
            .limit(3)
            .map(d -> d.getString("_id"))
            .into(new ArrayList<>());

    assertThat(forwards).isEqualTo(ids.subList(51, 101));
    assertThat(backwards).containsExactly("b:150", "b:149", "b:148");
  }

  @Test
  @DisplayName("reference/operator/query/in: several authors merged in the order of _id")
  void find_mergesSeveralKeysInOrder() {
    MongoCollection<Document> posts = database.getCollection("posts");
    posts.createIndex(
        Indexes.compoundIndex(Indexes.ascending("author"), Indexes.descending("_id")));
    IntStream.range(0, 100)
        .forEach(i -> posts.insertOne(new Document("_id", i).append("author", "u" + i % 10)));

    var newest =
        posts
            .find(
                Filters.and(Filters.in("author", "u1", "u3", "u9", "none"), Filters.lt("_id", 90)))
            .sort(Sorts.descending("_id"))
            .limit(5)
            .map(d -> d.getInteger("_id"))
            .into(new ArrayList<>());

    assertThat(newest).containsExactly(89, 83, 81, 79, 73);
  }

  @Test
  @DisplayName("indexes/index-types/index-multikey: arrays are found by element, once")
  void find_usesArraysOnce() {
    follows.createIndex(Indexes.ascending("tags"));
    follows.insertMany(
        List.of(
            new Document("_id", 1).append("tags", List.of("a", "b")),
            new Document("_id", 2).append("tags", List.of(1, 9)),
            new Document("_id", 3).append("tags", List.of()),
            new Document("_id", 4)));

    assertThat(ids(follows.find(Filters.in("tags", "a", "b")))).containsExactly(1);
    assertThat(ids(follows.find(Filters.and(Filters.gt("tags", 5), Filters.lt("tags", 5)))))
        .containsExactly(2);
    assertThat(ids(follows.find(Filters.eq("tags", null)))).containsExactly(4);
    assertThat(ids(follows.find(Filters.eq("tags", List.of())))).containsExactly(3);
  }

  @Test
  @DisplayName("reference/bson-type-comparison-order: ranges stay within their type")
  void find_rangesStayWithinType() {
    follows.createIndex(Indexes.ascending("v"));
    follows.insertMany(
        List.of(
            new Document("_id", 1).append("v", 5),
            new Document("_id", 2).append("v", "text"),
            new Document("_id", 3).append("v", 7.5),
            new Document("_id", 4).append("v", new Date(0)),
            new Document("_id", 5).append("v", null),
            new Document("_id", 6).append("v", 9L)));

    assertThat(ids(follows.find(Filters.gte("v", 5)))).containsExactlyInAnyOrder(1, 3, 6);
    assertThat(ids(follows.find(Filters.lt("v", "zzz")))).containsExactly(2);
    assertThat(ids(follows.find(Filters.eq("v", 9)))).containsExactly(6);
    assertThat(ids(follows.find().sort(Sorts.ascending("v")))).containsExactly(5, 1, 3, 6, 2, 4);
  }

  @Test
  @DisplayName("core/index-unique: a second document with the key is error 11000")
  void uniqueIndex_refusesDuplicate() {
    follows.createIndex(Indexes.ascending("follower"), new IndexOptions().unique(true));
    follows.insertMany(List.of(follow("a", "b"), follow("b", "c")));

    assertThatThrownBy(() -> follows.insertOne(follow("a", "z")))
        .isInstanceOfSatisfying(
            MongoWriteException.class, e -> assertThat(e.getError().getCode()).isEqualTo(11000));
    assertThatThrownBy(() -> follows.updateOne(Filters.eq("b:c"), Updates.set("follower", "a")))
        .isInstanceOf(MongoWriteException.class);
    assertThat(follows.countDocuments()).isEqualTo(2);
  }

  @Test
  @DisplayName("indexes: follow updates and deletes")
  void index_followsUpdatesAndDeletes() {
    follows.createIndex(Indexes.ascending("follower", "followee"));
    follows.insertMany(List.of(follow("a", "b"), follow("a", "c"), follow("a", "d")));
    follows.updateOne(Filters.eq("a:b"), Updates.set("follower", "x"));
    follows.deleteOne(Filters.eq("a:c"));

    assertThat(follows.find(Filters.eq("follower", "a")).map(d -> d.getString("_id")))
        .containsExactly("a:d");
    assertThat(follows.find(Filters.eq("follower", "x")).map(d -> d.getString("_id")))
        .containsExactly("a:b");
  }

  @Test
  @DisplayName("reference/command/find#batchSize: a long sorted range comes batch by batch")
  void find_readsLongSortedRange() {
    List<Document> documents = new ArrayList<>();
    IntStream.range(0, 5_000).forEach(i -> documents.add(new Document("_id", (i * 37) % 5_000)));
    follows.insertMany(documents);

    List<Integer> range =
        ids(
            follows
                .find(Filters.and(Filters.gte("_id", 1_000), Filters.lt("_id", 4_000)))
                .sort(Sorts.ascending("_id"))
                .batchSize(70));

    assertThat(range).isEqualTo(IntStream.range(1_000, 4_000).boxed().toList());
    assertThat(ids(follows.find().sort(Sorts.descending("_id")).skip(10).limit(3)))
        .containsExactly(4_989, 4_988, 4_987);
  }

  @Test
  @DisplayName("reference/command/aggregate: matches, sorts and groups; counts by filter")
  void aggregate_answers() {
    follows.createIndex(Indexes.ascending("follower"));
    follows.insertMany(List.of(follow("a", "b"), follow("a", "c"), follow("b", "c")));

    assertThat(follows.countDocuments(Filters.eq("follower", "a"))).isEqualTo(2);
    assertThat(
            follows.aggregate(
                List.of(
                    Aggregates.match(Filters.eq("follower", "a")),
                    Aggregates.sort(Sorts.descending("followee")),
                    Aggregates.limit(1),
                    Aggregates.project(Projections.include("followee")))))
        .containsExactly(new Document("_id", "a:c").append("followee", "c"));
  }

  @Test
  @DisplayName("reference/method/db.collection.insertMany: ordered stops, unordered goes on")
  void insertMany_tellsWhatWasInserted() {
    follows.insertOne(follow("a", "b"));
    List<Document> three = List.of(follow("a", "a"), follow("a", "b"), follow("a", "c"));

    assertThatThrownBy(() -> follows.insertMany(three))
        .isInstanceOfSatisfying(
            MongoBulkWriteException.class,
            e -> assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(1));
    follows.deleteOne(Filters.eq("a:a"));
    assertThatThrownBy(() -> follows.insertMany(three, new InsertManyOptions().ordered(false)))
        .isInstanceOfSatisfying(
            MongoBulkWriteException.class,
            e -> assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(2));
  }

  @Test
  @DisplayName("reference/command/update#ordered: statements behind an error are not run")
  void bulkUpdate_stopsAtErrorIfOrdered() {
    follows.insertMany(List.of(new Document("_id", 1).append("s", "text"), new Document("_id", 2)));
    var updates =
        List.of(
            new UpdateOneModel<Document>(Filters.eq(1), Updates.inc("s", 1)),
            new UpdateOneModel<Document>(Filters.eq(2), Updates.set("done", true)));

    assertThatThrownBy(() -> follows.bulkWrite(updates, new BulkWriteOptions().ordered(true)))
        .isInstanceOf(MongoBulkWriteException.class);

    assertThat(follows.find(Filters.eq(2)).first()).isEqualTo(new Document("_id", 2));
  }

  @Test
  @DisplayName("reference/command/listIndexes and dropIndexes")
  void indexes_areListedAndDropped() {
    String name = follows.createIndex(Indexes.ascending("follower", "followee"));

    assertThat(follows.listIndexes())
        .extracting(index -> index.getString("name"), index -> index.get("key"))
        .containsExactly(
            tuple("_id_", new Document("_id", 1)),
            tuple(name, new Document("follower", 1).append("followee", 1)));
    follows.dropIndex(name);
    assertThat(follows.listIndexes()).hasSize(1);
  }

  @Test
  @DisplayName("reference/connection-string: works without naming the replica set")
  void connection_worksWithoutReplicaSetName() {
    String uri = connectionString().replaceAll("replicaSet=[^&]*", "");
    var settings =
        MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri)).build();
    try (MongoClient direct = MongoClients.create(settings)) {
      direct.getDatabase(database.getName()).getCollection("follows").insertOne(follow("a", "b"));
    }
    assertThat(follows.find(Filters.eq("_id", "a:b")).first()).isEqualTo(follow("a", "b"));
  }

  @Test
  @DisplayName("core/document#the-_id-field: _id is put first and made up where missing")
  void insert_putsIdFirst() {
    follows.insertOne(new Document("n", 1).append("_id", new ObjectId()));

    assertThat(follows.find().first().keySet()).containsExactly("_id", "n");
  }
}
