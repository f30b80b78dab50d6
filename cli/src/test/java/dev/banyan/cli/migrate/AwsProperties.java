package dev.banyan.cli.migrate;

import java.util.Map;
import java.util.TreeMap;

/** Credentials and region for commands that run in this process, until it is closed. */
public final class AwsProperties implements AutoCloseable {

  private static final Map<String, String> AWS =
      Map.of(
          "aws.accessKeyId", "banyan", "aws.secretAccessKey", "banyan", "aws.region", "us-east-1");

  private final Map<String, String> before = new TreeMap<>();

  /** Sets them. */
  public AwsProperties() {
    AWS.forEach(
        (key, value) -> {
          String former = System.setProperty(key, value);
          before.put(key, former == null ? "" : former);
        });
  }

  @Override
  public void close() {
    before.forEach(
        (key, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(key);
          } else {
            System.setProperty(key, value);
          }
        });
  }
}
