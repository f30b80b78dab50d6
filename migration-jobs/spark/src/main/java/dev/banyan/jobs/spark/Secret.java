package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import dev.banyan.stream.AwsClients;
import java.io.Serializable;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A text that no log, web page or command line shows. It travels to the executors inside a task,
 * over Spark's own connections: encrypt those ({@code spark.network.crypto.enabled}).
 */
record Secret(String text) implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * From a variable of the environment.
   *
   * @throws JobException if it is not set
   */
  static Secret ofVariable(Map<String, String> environment, String name) {
    String text = environment.getOrDefault(name, "");
    if (text.isBlank()) {
      throw new JobException(
          "the environment has no "
              + name
              + ": set it to MongoDB's connection string, or give --mongo-secret");
    }
    return new Secret(text.strip());
  }

  /**
   * From AWS Secrets Manager; needs {@code secretsmanager:GetSecretValue} on it.
   *
   * @param id name or ARN of a secret whose text is the connection string
   */
  static Secret ofSecretsManager(String id) {
    try (SdkHttpClient http = AwsClients.http();
        SecretsManagerClient client = SecretsManagerClient.builder().httpClient(http).build()) {
      return new Secret(client.getSecretValue(r -> r.secretId(id)).secretString().strip());
    } catch (SdkException e) {
      throw new JobException("secret " + id + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
