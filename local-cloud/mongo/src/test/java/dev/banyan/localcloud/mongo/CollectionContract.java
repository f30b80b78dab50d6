package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
