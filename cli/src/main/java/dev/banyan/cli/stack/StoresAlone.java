package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.localcloud.process.ChildJvm;
import dev.banyan.localcloud.process.JvmCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The embedded stores without the sample, for an application of somebody else's. Thread-safe. */
public final class StoresAlone implements AutoCloseable {

  private final ChildJvm jvm;
  private final URI mongo;
  private final URI kinesis;

  private StoresAlone(ChildJvm jvm, JsonNode ready) {
    this.jvm = jvm;
    this.mongo = URI.create(ready.path("mongoUri").asText());
    this.kinesis = URI.create(ready.path("kinesis").asText());
  }

  /**
   * Starts them; ports may be 0 for any free ones.
   *
   * @throws StackException if they do not start, with the end of the log
   */
  public static StoresAlone start(int mongoPort, int kinesisPort, Path log) {
    JvmCommand command =
        JvmCommand.of("dev.banyan.localcloud.LocalCloud", Installation.current().localCloud())
            .withArgs(
                List.of(
                    "--mongo-port=" + mongoPort,
                    "--kinesis-port=" + kinesisPort,
                    "--dynamodb-port=0",
                    "--sqs-port=0"))
            .withJvmArgs(List.of("-Xmx512m", "-XX:+UseSerialGC", StackCommands.QUICK_START))
            .withEnvironment(Credentials.ENVIRONMENT)
            .withLogFile(log)
            .withStdoutPiped();
    ChildJvm jvm = ChildJvm.start(command);
    try {
      return new StoresAlone(jvm, ready(jvm, log));
    } catch (RuntimeException e) {
      jvm.close();
      throw e;
    }
  }

  private static JsonNode ready(ChildJvm jvm, Path log) {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(jvm.stdout(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"ready\"")) {
          return new ObjectMapper().readTree(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new StackException("the embedded stores did not start: " + LogTail.of(log));
  }

  /** MongoDB's connection string with a database's name. */
  public String mongoUri(String database) {
    String query = mongo.getQuery() == null ? "" : "?" + mongo.getQuery();
    return "mongodb://" + mongo.getAuthority() + "/" + database + query;
  }

  /** Kinesis' endpoint. */
  public URI kinesis() {
    return kinesis;
  }

  /** Waits until they have ended. */
  public void awaitEnd() {
    jvm.onExit().join();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
