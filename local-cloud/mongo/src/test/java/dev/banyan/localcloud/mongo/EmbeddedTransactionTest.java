package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions of the embedded server, and their expiry, which a real one takes a minute for. */
final class EmbeddedTransactionTest extends TransactionContract {

  @RegisterExtension static final OneMongo MONGO = new OneMongo();

  @Override
  String connectionString() {
    return MONGO.connectionString();
  }

  /** transactionLifetimeLimitSeconds: what waits goes on, what was written is gone. */
  @Test
  void transaction_expires() {
    EmbeddedMongoConfig brief =
        EmbeddedMongoConfig.onPort(0).withTransactionLifetime(Duration.ofMillis(250));
    try (EmbeddedMongo other = EmbeddedMongo.start(brief);
        MongoClient own = MongoClients.create(other.connectionString());
        ClientSession session = own.startSession()) {
      MongoCollection<Document> numbers = own.getDatabase("d").getCollection("numbers");
      numbers.insertOne(new Document("_id", 1));
      session.startTransaction();
      numbers.updateOne(session, Filters.eq(1), Updates.set("inside", true));

      numbers.updateOne(Filters.eq(1), Updates.set("outside", true));

      assertThat(numbers.find().first()).isEqualTo(new Document("_id", 1).append("outside", true));
      assertThatThrownBy(session::commitTransaction)
          .isInstanceOfSatisfying(
              MongoException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(251);
                assertThat(e.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL))
                    .isTrue();
              });
    }
  }
}
