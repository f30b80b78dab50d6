package dev.banyan.spring;

import com.mongodb.ConnectionString;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** What Spring's own settings say of MongoDB; Boot 4 and Boot 3 have different prefixes. */
public record MongoSettings(Environment environment) {

  private static final String DEFAULT_DATABASE = "test";

  /** The database that the relay captures and the outbox writes to. */
  public String capturedDatabase() {
    return Optional.ofNullable(environment.getProperty("banyan.capture.database"))
        .orElseGet(this::database);
  }

  String database() {
    return first("database")
        .or(() -> first("uri").flatMap(MongoSettings::databaseOf))
        .orElse(DEFAULT_DATABASE);
  }

  private static Optional<String> databaseOf(String uri) {
    return Optional.ofNullable(new ConnectionString(uri).getDatabase());
  }

  /** The URI without user and password. */
  String maskedUri() {
    return first("uri").map(uri -> uri.replaceAll("//[^/@]*@", "//***@")).orElse("by properties");
  }

  private Optional<String> first(String key) {
    return Stream.of("spring.mongodb.", "spring.data.mongodb.")
        .flatMap(prefix -> Stream.ofNullable(environment.getProperty(prefix + key)))
        .findFirst();
  }
}
