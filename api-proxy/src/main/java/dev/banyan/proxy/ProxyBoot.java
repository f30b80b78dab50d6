package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import dev.banyan.control.DynamoDbControlStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The proxy as a Spring Boot application: configuration, logging, lifecycle. Its two beans are
 * named, not looked for: looking takes longer than making them. Endpoint, region and credentials of
 * DynamoDB are the SDK's own settings.
 */
final class ProxyBoot extends SpringApplication {

  /**
   * Starts nothing yet.
   *
   * @param main the process's class
   */
  ProxyBoot(Class<?> main) {
    super(main);
    setWebApplicationType(WebApplicationType.NONE);
    setBannerMode(Banner.Mode.OFF);
    setLogStartupInfo(false);
    setApplicationContextFactory(type -> new ProxyBeans());
  }

  /** {@code context} is the one of the factory above. */
  @Override
  protected void load(ApplicationContext context, Object[] sources) {
    ProxyBeans beans = (ProxyBeans) context;
    ProxyProperties properties = properties(beans.getEnvironment());
    beans.registerBean(
        "dynamoDb",
        DynamoDbClient.class,
        DynamoDbAhead::client,
        definition -> definition.setDestroyMethodName("close"));
    beans.registerBean(
        "proxy",
        ProxyLifecycle.class,
        () -> {
          DynamoDbClient dynamoDb = beans.getBean(DynamoDbClient.class);
          ControlStore store = new DynamoDbControlStore(dynamoDb, properties.control().table());
          return new ProxyLifecycle(properties, store, id());
        });
  }

  static ProxyProperties properties(ConfigurableEnvironment environment) {
    UnknownKeys.refuse(environment);
    return binder(environment).bindOrCreate(ProxyProperties.PREFIX, ProxyProperties.class);
  }

  /** Of the sources that have any of our keys: the others would be asked for each. */
  private static Binder binder(ConfigurableEnvironment environment) {
    ConfigurationPropertyName prefix = ConfigurationPropertyName.of(ProxyProperties.PREFIX);
    List<ConfigurationPropertySource> ours = new ArrayList<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source.containsDescendantOf(prefix) != ConfigurationPropertyState.ABSENT) {
        ours.add(source);
      }
    }
    return new Binder(ours, new PropertySourcesPlaceholdersResolver(environment));
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
