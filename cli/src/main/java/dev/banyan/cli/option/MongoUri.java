package dev.banyan.cli.option;

import com.mongodb.ConnectionString;

/**
 * The value of {@code --mongo-uri} or {@code BANYAN_MONGODB_URI}. See <a
 * href="https://www.mongodb.com/docs/manual/reference/connection-string/">Connection Strings</a>.
 */
public final class MongoUri {

  private MongoUri() {}

  /**
   * The driver's own messages repeat parts of the string, which may be those of a password.
   *
   * @throws IllegalArgumentException if it is none, with what to write
   */
  @SuppressWarnings("UnusedException") // for the same reason
  public static ConnectionString parse(String uri) {
    try {
      return new ConnectionString(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the value of --mongo-uri (or BANYAN_MONGODB_URI) is no connection string: give"
              + " mongodb://host:27017 or mongodb+srv://host, with ':', '/', '?', '#', '@' and '%'"
              + " in user and password written as %3A, %2F, %3F, %23, %40 and %25");
    }
  }
}
