package dev.banyan.proxy;

import dev.banyan.control.DynamoDbControlStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** From options to a proxy. */
final class ProxyBoot {

  private ProxyBoot() {}

  /**
   * A proxy on DynamoDB's control table, not started.
   *
   * @param args {@code --banyan.proxy.…=…}
   * @throws RuntimeException of which {@link StartUpReporter} knows what to say
   */
  static ProxyLifecycle proxy(String... args) {
    DynamoDbAhead dynamoDb = DynamoDbAhead.begin();
    ProxyProperties properties = ProxyProperties.of(Settings.read(args));
    DynamoDbControlStore store =
        new DynamoDbControlStore(dynamoDb::client, properties.control().table());
    return new ProxyLifecycle(properties, store, dynamoDb::client, id());
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
