package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import dev.banyan.control.DynamoDbControlStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The process's parts. Endpoint, region and credentials of DynamoDB are the SDK's own settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProxyProperties.class)
class ProxyConfiguration {

  /** Short, because a hold must end in time even if the store hangs. */
  private static final Duration ATTEMPT = Duration.ofMillis(800);

  private static final Duration CALL = Duration.ofMillis(1_500);

  @Bean(destroyMethod = "close")
  DynamoDbClient dynamoDb() {
    try {
      return DynamoDbClient.builder()
          .httpClientBuilder(
              UrlConnectionHttpClient.builder().connectionTimeout(ATTEMPT).socketTimeout(ATTEMPT))
          .overrideConfiguration(o -> o.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
          .build();
    } catch (SdkException e) {
      throw new StartUpException(
          "DynamoDB's region is not known: set AWS_REGION (and AWS_ENDPOINT_URL_DYNAMODB for a local one)",
          e);
    }
  }

  @Bean
  ControlStore controlStore(DynamoDbClient dynamoDb, ProxyProperties properties) {
    return new DynamoDbControlStore(dynamoDb, properties.control().table());
  }

  @Bean
  ProxyLifecycle proxy(ProxyProperties properties, ControlStore store) {
    return new ProxyLifecycle(properties, store, id());
  }

  private static String id() {
    String random = Integer.toHexString(ThreadLocalRandom.current().nextInt() >>> 8);
    return host() + "-" + ProcessHandle.current().pid() + "-" + random;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
