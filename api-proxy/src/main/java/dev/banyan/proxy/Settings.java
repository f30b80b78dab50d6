package dev.banyan.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Where settings come from, as in every Spring Boot application: options, system properties,
 * environment, files. Spring Boot itself is started only where there is something for it: a file,
 * or a setting of its own or of logging. Options and variables alone it would take a tenth of a
 * start to read.
 */
final class Settings {

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "banyan.proxy.admin.token",
          "${BANYAN_ADMIN_TOKEN:}",
          "banyan.proxy.routing.secret",
          "${BANYAN_ROUTING_SECRET:}",
          "logging.level.root",
          "warn",
          "logging.level.dev.banyan",
          "info",
          "logging.level." + ConsoleLogging.UNNAMED,
          "off",
          "logging.pattern.console",
          ConsoleLogging.PATTERN + "%wEx");

  private static final Pattern SPRINGS =
      Pattern.compile("(spring|logging)[._].+|debug|trace", Pattern.CASE_INSENSITIVE);

  /** Names of files that Spring Boot, or Logback, looks for. */
  private static final Pattern FILES =
      Pattern.compile("application.*\\.(properties|xml|ya?ml)|logback.*\\.xml|config");

  private Settings() {}

  /**
   * Reads them all.
   *
   * @param args options, {@code --name=value}
   * @throws StartUpException on an argument that is no option
   * @throws RuntimeException of Spring Boot's, on a file that cannot be read
   */
  static ConfigurableEnvironment read(String... args) {
    for (String arg : args) {
      if (!arg.startsWith("--")) {
        throw new StartUpException(
            "'%s' is no option: one is --banyan.proxy.port=8088".formatted(arg));
      }
    }
    ConfigurableEnvironment plain = plain(args);
    return isForSpring(plain) ? spring(args) : plain;
  }

  private static ConfigurableEnvironment plain(String... args) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
    environment.getPropertySources().addLast(new MapPropertySource("defaults", DEFAULTS));
    return environment;
  }

  /** As Spring Boot reads them, which also sets up logging. */
  static ConfigurableEnvironment spring(String... args) {
    SpringApplication application =
        new SpringApplication(Settings.class) {
          @Override
          protected void load(ApplicationContext context, Object[] sources) {
            // There are no beans.
          }
        };
    application.setApplicationContextFactory(type -> new GenericApplicationContext());
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(DEFAULTS);
    ConfigurableEnvironment read = application.run(args).getEnvironment();
    LogQueue.install();
    return read; // what was run is not closed, for that undoes logging
  }

  private static boolean isForSpring(ConfigurableEnvironment environment) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (!source.getName().equals("defaults")
          && source instanceof EnumerablePropertySource<?> names
          && List.of(names.getPropertyNames()).stream().anyMatch(Settings::isSprings)) {
        return true;
      }
    }
    return hasFile(Path.of(""))
        || Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getProperty("java.class.path", ""))
            .map(Path::of)
            .anyMatch(Settings::hasFile);
  }

  /** Whether Spring Boot itself acts on a setting of that name, in whatever case. */
  static boolean isSprings(String name) {
    return SPRINGS.matcher(name).matches();
  }

  private static boolean hasFile(Path folder) {
    String[] names = Files.isDirectory(folder) ? folder.toAbsolutePath().toFile().list() : null;
    return names != null && List.of(names).stream().anyMatch(name -> FILES.matcher(name).matches());
  }
}
