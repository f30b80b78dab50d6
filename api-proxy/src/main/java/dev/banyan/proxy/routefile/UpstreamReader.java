package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.UpstreamSpec;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code upstreams}. */
final class UpstreamReader {

  private static final Set<String> KEYS = Set.of("url", "sigv4", "lambda", "region", "endpoint");
  private static final Set<String> SIGNING = Set.of("service", "region");
  private static final Pattern FUNCTION = Pattern.compile("[A-Za-z0-9:_/$.-]{1,170}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

  private UpstreamReader() {}

  static UpstreamSpec read(String name, YamlMap upstreams) {
    YamlMap entry = upstreams.map(name, KEYS).orElseThrow();
    if (entry.has("url") == entry.has("lambda")) {
      throw entry.mistake(
          null, "the upstream '" + name + "' needs one of 'url' and 'lambda'", "give it one");
    }
    return entry.has("url") ? http(name, entry) : lambda(name, entry);
  }

  private static UpstreamSpec http(String name, YamlMap entry) {
    for (String key : Set.of("region", "endpoint")) {
      if (entry.has(key)) {
        throw entry.mistake(key, "'" + key + "' is for 'lambda' only", "move it under 'sigv4:'");
      }
    }
    Optional<UpstreamSpec.Signing> signing =
        entry
            .map("sigv4", SIGNING)
            .map(s -> new UpstreamSpec.Signing(s.required("service"), region(s, true)));
    return new UpstreamSpec.Http(name, url(entry, "url").toString(), signing);
  }

  private static UpstreamSpec lambda(String name, YamlMap entry) {
    String function = entry.required("lambda");
    if (!FUNCTION.matcher(function).matches()) {
      throw entry.mistake("lambda", "'" + function + "' is no function", "give its name or ARN");
    }
    if (entry.has("sigv4")) {
      throw entry.mistake("sigv4", "'sigv4' is for 'url' only: calls are signed", "remove it");
    }
    return new UpstreamSpec.Lambda(
        name,
        function,
        entry.has("region") ? region(entry, false) : null,
        entry.has("endpoint") ? url(entry, "endpoint") : null);
  }

  private static String region(YamlMap map, boolean required) {
    String region = required ? map.required("region") : map.text("region").orElse("");
    if (!REGION.matcher(region).matches()) {
      throw map.mistake("region", "'" + region + "' is no region", "as in eu-central-1");
    }
    return region;
  }

  private static URI url(YamlMap map, String key) {
    String text = map.required(key);
    URI uri = parsed(text);
    boolean http =
        uri != null
            && uri.getHost() != null
            && uri.getRawQuery() == null
            && uri.getRawUserInfo() == null
            && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    if (!http || uri == null) {
      throw map.mistake(key, "'" + text + "' is no URL", "as in https://example.org/stage");
    }
    return uri;
  }

  private static @Nullable URI parsed(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
