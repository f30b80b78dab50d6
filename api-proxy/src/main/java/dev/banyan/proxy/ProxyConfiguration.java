package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import dev.banyan.control.DynamoDbControlStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The process's parts. Endpoint, region and credentials of DynamoDB are the SDK's own settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProxyProperties.class)
class ProxyConfiguration {

  @Bean(destroyMethod = "close")
  DynamoDbClient dynamoDb() {
    return DynamoDbAhead.client();
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
