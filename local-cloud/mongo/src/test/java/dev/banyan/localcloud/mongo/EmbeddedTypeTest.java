package dev.banyan.localcloud.mongo;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract against the embedded server. */
final class EmbeddedTypeTest extends TypeContract {

  @RegisterExtension static final OneMongo MONGO = new OneMongo();

  @Override
  String connectionString() {
    return MONGO.connectionString();
  }
}
