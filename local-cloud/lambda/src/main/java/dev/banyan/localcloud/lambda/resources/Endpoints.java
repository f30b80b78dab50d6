package dev.banyan.localcloud.lambda.resources;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where AWS' services are answered, and with which credentials.
 *
 * @param dynamodb tables and their streams, or null if the template has none
 * @param kinesis or null if the template has no streams
 * @param sqs or null if the template has no queues
 */
public record Endpoints(
    @Nullable URI dynamodb,
    @Nullable URI kinesis,
    @Nullable URI sqs,
    String region,
    String accessKey,
    String secretKey) {

  /** With the region and the credentials that all local parts share. */
  public static Endpoints local(@Nullable URI dynamodb, @Nullable URI kinesis, @Nullable URI sqs) {
    return new Endpoints(dynamodb, kinesis, sqs, "us-east-1", "banyan", "banyan");
  }

  /** The variables by which SDK clients in functions find the endpoints. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    put(variables, "DYNAMODB", dynamodb);
    put(variables, "DYNAMODB_STREAMS", dynamodb);
    put(variables, "KINESIS", kinesis);
    put(variables, "SQS", sqs);
    variables.put("AWS_REGION", region);
    variables.put("AWS_DEFAULT_REGION", region);
    variables.put("AWS_ACCESS_KEY_ID", accessKey);
    variables.put("AWS_SECRET_ACCESS_KEY", secretKey);
    variables.put("AWS_SESSION_TOKEN", "");
    return variables;
  }

  private static void put(Map<String, String> into, String service, @Nullable URI endpoint) {
    if (endpoint != null) {
      into.put("AWS_ENDPOINT_URL_" + service, endpoint.toString());
    }
  }

  /** Without the secret key. */
  @Override
  public String toString() {
    return "Endpoints[dynamodb=" + dynamodb + ", kinesis=" + kinesis + ", sqs=" + sqs + "]";
  }
}
