package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import com.mongodb.client.model.changestream.OperationType;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What collections keep to, and less common ways to write. */
@Timeout(60)
abstract class CollectionContract extends ContractFixture {

  /** <a href="https://www.mongodb.com/docs/manual/core/index-partial/">Partial Indexes</a>. */
  @Test
  void partialUniqueIndex_concernsOnlyWhatItCovers() {
    follows.createIndex(
        Indexes.ascending("n"),
        new IndexOptions().unique(true).partialFilterExpression(Filters.eq("active", true)));
    follows.insertMany(
        List.of(new Document("_id", 1).append("n", 1), new Document("_id", 2).append("n", 1)));
    follows.insertOne(new Document("_id", 3).append("n", 1).append("active", true));

    assertThatThrownBy(
            () -> follows.insertOne(new Document("_id", 4).append("n", 1).append("active", true)))
        .isInstanceOf(MongoWriteException.class);
    assertThatThrownBy(() -> follows.updateOne(Filters.eq(1), Updates.set("active", true)))
        .isInstanceOf(MongoWriteException.class);
    assertThat(ids(follows.find(Filters.eq("n", 1)))).containsExactly(1, 2, 3);
    follows.deleteOne(Filters.eq(3));
    follows.updateOne(Filters.eq(1), Updates.set("active", true));
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/core/schema-validation/">Schema Validation</a>.
   */
  @Test
  void validator_refusesWhatBreaksIt() {
    Document schema =
        Document.parse(
            "{bsonType: 'object', required: ['name'], properties:"
                + " {name: {bsonType: 'string', minLength: 2}, age: {bsonType: 'int', minimum: 0}}}");
    database.createCollection(
        "people",
        new CreateCollectionOptions()
            .validationOptions(
                new ValidationOptions().validator(new Document("$jsonSchema", schema))));
    var people = database.getCollection("people");
    people.insertOne(Document.parse("{_id: 1, name: 'Ann', age: 3}"));

    for (String broken :
        List.of("{_id: 2}", "{_id: 2, name: 'A'}", "{_id: 2, name: 'Al', age: -1}")) {
      assertThatThrownBy(() -> people.insertOne(Document.parse(broken)))
          .isInstanceOfSatisfying(
              MongoWriteException.class, e -> assertThat(e.getError().getCode()).isEqualTo(121));
    }
    assertThatThrownBy(() -> people.updateOne(Filters.eq(1), Updates.set("age", "old")))
        .isInstanceOf(MongoWriteException.class);
    assertThat(people.find()).containsExactly(Document.parse("{_id: 1, name: 'Ann', age: 3}"));
  }

  /** Same page: the strict level holds for what broke the rule before it was made. */
  @Test
  void validator_isStrictUnlessModerate() {
    follows.insertOne(new Document("_id", 1));
    Document rule = new Document("collMod", "follows").append("validator", Filters.exists("name"));
    database.runCommand(rule);
    assertThatThrownBy(() -> follows.updateOne(Filters.eq(1), Updates.set("age", 1)))
        .isInstanceOf(MongoWriteException.class);

    database.runCommand(rule.append("validationLevel", "moderate"));
    follows.updateOne(Filters.eq(1), Updates.set("age", 1));
    assertThat(follows.countDocuments(Filters.eq("age", 1))).isOne();
  }

  /**
   * <a
   * href="https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/">
   * Updates with Aggregation Pipeline</a>; a change stream tells them as updates.
   */
  @Test
  void pipelineUpdate_computesFromTheDocument() {
    follows.insertMany(
        List.of(Document.parse("{_id: 1, a: 2, b: 3}"), Document.parse("{_id: 2, a: 5, b: 1}")));
    var sum =
        List.of(
            Aggregates.set(new Field<>("sum", Document.parse("{$add: ['$a', '$b']}"))),
            Aggregates.unset("b"));
    try (var stream = follows.watch().cursor()) {
      assertThat(follows.updateMany(new Document(), sum).getModifiedCount()).isEqualTo(2);
      var event = next(stream);
      assertThat(event.getOperationType()).isEqualTo(OperationType.UPDATE);
      assertThat(event.getUpdateDescription().getUpdatedFields())
          .isEqualTo(BsonDocument.parse("{sum: 5}"));
      assertThat(event.getUpdateDescription().getRemovedFields()).containsExactly("b");
    }
    assertThat(follows.find(Filters.eq(2)).first())
        .isEqualTo(Document.parse("{_id: 2, a: 5, sum: 6}"));
    follows.updateOne(Filters.eq(3), sum, new UpdateOptions().upsert(true));
    assertThat(follows.find(Filters.eq(3)).first()).isNotNull();
    assertThat(
            follows.findOneAndUpdate(
                Filters.eq(1),
                List.of(Aggregates.set(new Field<>("a", "$sum"))),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
        .isEqualTo(Document.parse("{_id: 1, a: 5, sum: 5}"));
  }

  /**
   * <a
   * href="https://www.mongodb.com/docs/manual/reference/operator/update/positional-filtered/">$[x]</a>.
   */
  @Test
  void arrayFilters_pickElements() {
    follows.insertOne(Document.parse("{_id: 1, grades: [80, 95, 100]}"));

    follows.updateOne(
        Filters.eq(1),
        Updates.set("grades.$[high]", 99),
        new UpdateOptions().arrayFilters(List.of(Filters.gte("high", 95))));

    assertThat(follows.find().first()).isEqualTo(Document.parse("{_id: 1, grades: [80, 99, 99]}"));
  }

  /**
   * <a
   * href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/sample/">$sample</a>.
   */
  @Test
  void sample_takesSome() {
    follows.insertMany(IntStream.range(0, 2_000).mapToObj(i -> new Document("_id", i)).toList());

    for (int i = 0; i < 20; i++) {
      assertThat(ids(follows.aggregate(List.of(Aggregates.sample(100)))))
          .hasSize(100)
          .doesNotHaveDuplicates();
    }
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/explain-results/">Explain Results</a>:
   * the stages tell whether an index is used, and whether the result is sorted afterwards.
   */
  @Test
  void explain_namesIndexOrScan() {
    follows.createIndex(new Document("follower", 1).append("followee", -1));
    follows.insertOne(follow("a", "b"));

    Document scan = winningPlan(follows.find(Filters.eq("followee", "b")).explain());
    Document byIndex = winningPlan(follows.find(Filters.eq("follower", "a")).explain());
    Document sorted =
        winningPlan(
            follows
                .find(Filters.eq("follower", "a"))
                .sort(new Document("at", 1))
                .explain(ExplainVerbosity.QUERY_PLANNER));

    assertThat(scan).containsEntry("stage", "COLLSCAN");
    assertThat(byIndex).containsEntry("stage", "FETCH");
    assertThat(byIndex.get("inputStage", Document.class))
        .containsEntry("stage", "IXSCAN")
        .containsEntry("indexName", "follower_1_followee_-1")
        .containsEntry("keyPattern", new Document("follower", 1).append("followee", -1));
    assertThat(sorted).containsKey("inputStage");
  }

  private static Document winningPlan(Document explained) {
    return explained.get("queryPlanner", Document.class).get("winningPlan", Document.class);
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/unionWith/">
   * $unionWith</a>, with stages before, inside and behind.
   */
  @Test
  void unionWith_addsAnotherCollection() {
    follows.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
    database
        .getCollection("posts")
        .insertMany(
            List.of(new Document("_id", 2), new Document("_id", 7), new Document("_id", 9)));

    assertThat(
            ids(
                follows.aggregate(
                    List.of(
                        Aggregates.match(Filters.gt("_id", 1)),
                        Aggregates.unionWith(
                            "posts", List.of(Aggregates.match(Filters.lt("_id", 9)))),
                        Aggregates.unionWith("nothing", List.of()),
                        Aggregates.sort(new Document("_id", -1))))))
        .containsExactly(7, 2, 2);
  }

  /**
   * <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/collStats/">
   * $collStats</a>.
   */
  @Test
  void collStats_counts() {
    follows.insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));

    Document told =
        follows
            .aggregate(List.of(Document.parse("{$collStats: {count: {}, storageStats: {}}}")))
            .first();

    assertThat(told)
        .containsEntry("count", 2)
        .containsEntry("ns", follows.getNamespace().getFullName());
    assertThat(told.get("storageStats", Document.class)).containsEntry("count", 2);
  }
}
