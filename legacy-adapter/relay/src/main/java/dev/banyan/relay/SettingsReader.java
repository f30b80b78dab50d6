package dev.banyan.relay;

import com.mongodb.ConnectionString;
import dev.banyan.capture.CaptureConfig.PreImages;
import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.mapping.MappingFile;
import dev.banyan.capture.mapping.MappingFileException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the settings from {@code relay.yaml} and the environment. */
final class SettingsReader {

  /** Wins over the file, so that a secret need not be in it. */
  static final String URI_VARIABLE = "BANYAN_MONGODB_URI";

  static final Set<String> KEYS =
      Set.of(
          "mongodb.uri",
          "mongodb.uri-file",
          "mongodb.database",
          "kinesis.stream",
          "kinesis.region",
          "kinesis.endpoint",
          "mapping",
          "outbox",
          "pre-images",
          "heartbeat-interval",
          "checkpoint-interval",
          "lease.duration",
          "claim-check.bucket",
          "claim-check.prefix",
          "listen.port");

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");
  private static final int DEFAULT_PORT = 8099;

  private final SettingsFile file;
  private final Path folder;
  private final Map<String, String> environment;

  /**
   * A reader.
   *
   * @param folder that relative paths in the file begin at
   */
  SettingsReader(SettingsFile file, Path folder, Map<String, String> environment) {
    this.file = file;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * The settings.
   *
   * @throws RelayException naming the place of everything that is wrong
   */
  RelaySettings read() {
    String uri = uri();
    RelaySettings settings =
        new RelaySettings(
            uri,
            database(uri),
            file.value("kinesis.stream").orElse("banyan-events"),
            file.value("kinesis.region").orElse(null),
            parsed("kinesis.endpoint", URI::create).orElse(null),
            file.value("mapping").map(folder::resolve).orElse(null),
            choice("outbox", OutboxConfig.Mode.class, OutboxConfig.Mode.OFF),
            choice("pre-images", PreImages.class, PreImages.CHECK),
            duration("heartbeat-interval", Duration.ofSeconds(1)),
            duration("checkpoint-interval", Duration.ofMillis(500)),
            duration("lease.duration", Duration.ofSeconds(6)),
            file.value("claim-check.bucket").orElse(null),
            file.value("claim-check.prefix").orElse(""),
            parsed("listen.port", SettingsReader::port).orElse(DEFAULT_PORT));
    if (settings.mapping() == null && settings.outbox() == OutboxConfig.Mode.OFF) {
      file.wrong("mapping", "is missing: name a mapping file, or set outbox: auto");
    }
    if (settings.claimCheckBucket() == null && !settings.claimCheckPrefix().isEmpty()) {
      file.wrong("claim-check.prefix", "needs claim-check.bucket");
    }
    checkMapping(settings.mapping());
    file.throwIfWrong();
    return settings;
  }

  private void checkMapping(@Nullable Path mapping) {
    try {
      if (mapping != null) {
        MappingFile.load(mapping);
      }
    } catch (MappingFileException e) {
      file.wrong(String.valueOf(e.getMessage()));
    }
  }

  private String uri() {
    String uri =
        Optional.ofNullable(environment.get(URI_VARIABLE))
            .filter(text -> !text.isBlank())
            .or(() -> file.value("mongodb.uri-file").flatMap(this::contents))
            .or(() -> file.value("mongodb.uri"))
            .orElse("");
    if (uri.isBlank()) {
      file.wrong("mongodb.uri", "is missing: set it, or mongodb.uri-file, or " + URI_VARIABLE);
    }
    return uri.strip();
  }

  private Optional<String> contents(String path) {
    try {
      return Optional.of(Files.readString(folder.resolve(path)));
    } catch (IOException e) {
      file.wrong("mongodb.uri-file", "cannot be read: " + e);
      return Optional.empty();
    }
  }

  /** The driver's own messages may repeat the URI, so they are not passed on. */
  private String database(String uri) {
    Optional<String> named = file.value("mongodb.database");
    try {
      named = uri.isBlank() ? named : named.or(() -> databaseOf(uri));
    } catch (IllegalArgumentException e) {
      file.wrong("mongodb.uri", "is no MongoDB URI: mongodb://user:password@host:27017/database");
      return named.orElse("");
    }
    if (named.isEmpty() && !uri.isBlank()) {
      file.wrong("mongodb.database", "is missing, and the URI names none");
    }
    return named.orElse("");
  }

  private static Optional<String> databaseOf(String uri) {
    return Optional.ofNullable(new ConnectionString(uri).getDatabase());
  }

  private Duration duration(String key, Duration standard) {
    return parsed(key, SettingsReader::duration).orElse(standard);
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a time such as 500ms, 6s or 1m");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      default -> Duration.ofMinutes(number);
    };
  }

  private static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("must be a port, 0 to 65535");
    }
    return port;
  }

  private <E extends Enum<E>> E choice(String key, Class<E> type, E standard) {
    return parsed(key, text -> one(type, text)).orElse(standard);
  }

  private static <E extends Enum<E>> E one(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equalsIgnoreCase(text) || isOff(each, text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + names(type)));
  }

  /** YAML 1.1 writers turn {@code off} into {@code false}. */
  private static boolean isOff(Enum<?> each, String text) {
    return each == OutboxConfig.Mode.OFF && text.equalsIgnoreCase("false");
  }

  private static String names(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private <T> Optional<T> parsed(String key, Function<String, T> parser) {
    Optional<String> text = file.value(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      file.wrong(key, e.getMessage() + ", was '" + text.orElse("") + "'");
      return Optional.empty();
    }
  }
}
