package dev.banyan.relay;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.StartUpProblem;
import java.util.ArrayList;
import java.util.List;

/** Whether MongoDB can be followed, and the collections are as the mappings need them. */
final class MongoCheck {

  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;

  private final MongoClient client;
  private final CaptureConfig config;
  private final String maskedUri;

  MongoCheck(MongoClient client, CaptureConfig config, String maskedUri) {
    this.client = client;
    this.config = config;
    this.maskedUri = maskedUri;
  }

  List<Finding> run() {
    try {
      List<StartUpProblem> problems = Relay.problems(client, config);
      List<Finding> findings = new ArrayList<>();
      problems.forEach(
          problem -> findings.add(new Finding.Wrong(problem.what(), problem.remedy())));
      if (problems.isEmpty()) {
        findings.add(
            new Finding.Fine(
                "MongoDB at " + maskedUri + " can be followed, and has what is mapped"));
        config
            .collections()
            .forEach(
                name -> findings.add(new Finding.Fine("collection " + name + " becomes events")));
      }
      return findings;
    } catch (MongoException e) {
      return List.of(translated(e));
    }
  }

  private Finding translated(MongoException e) {
    if (e instanceof MongoSecurityException || e.getCode() == AUTHENTICATION_FAILED) {
      return new Finding.Wrong(
          "MongoDB at " + maskedUri + " refuses user or password",
          "correct " + SettingsReader.URI_VARIABLE + " or the URI; mind authSource");
    }
    if (e instanceof MongoTimeoutException) {
      return new Finding.Wrong(
          "MongoDB at " + maskedUri + " does not answer",
          "look at host, port, TLS and the network from this machine; behind a tunnel add"
              + " directConnection=true");
    }
    if (e instanceof MongoCommandException && e.getCode() == UNAUTHORIZED) {
      return new Finding.Wrong(
          "the MongoDB user lacks a right in database " + config.database(),
          "grant readWrite on it (and dbAdmin where pre-images: enable is set)");
    }
    return new Finding.Wrong("MongoDB failed: error " + e.getCode(), String.valueOf(e));
  }
}
