package dev.banyan.proxy.routefile;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a path.
 *
 * @param method in lower case
 * @param path as the description has it
 * @param item what is below the path
 * @param at what is below the method
 */
record OpenApiOperation(String method, String path, OpenApiNode item, OpenApiNode at) {

  private static final int LONGEST = 63;
  private static final Pattern CAPABILITY = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  String shown() {
    return method.toUpperCase(Locale.ROOT) + " " + OpenApiImport.printable(path);
  }

  /**
   * What it belongs to.
   *
   * @param fallback where it names nothing; null if it must
   */
  String capability(@Nullable String fallback) {
    OpenApiNode given = at.get("x-banyan-capability");
    if (given != null) {
      return named(given);
    }
    OpenApiNode tags = at.get("tags");
    OpenApiNode tag = tags == null ? null : tags.first();
    String name = tag == null ? null : tag.text();
    String plain = name == null ? "" : plain(name);
    if (!plain.isEmpty()) {
      return plain;
    }
    if (fallback == null) {
      throw at.mistake(
          shown() + " has no tag that can be a capability's name",
          "give it 'x-banyan-capability', or name one for all such operations (--capability NAME)");
    }
    return fallback;
  }

  private static String named(OpenApiNode given) {
    String name = given.text();
    if (name == null || !CAPABILITY.matcher(name).matches()) {
      throw given.mistake(
          "x-banyan-capability '" + name + "' is no name",
          "use lower case letters, digits and '-'");
    }
    return name;
  }

  private static String plain(String tag) {
    String plain =
        tag.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+|-+$", "");
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST).replaceAll("-+$", "");
  }

  String access() {
    OpenApiNode given = at.get("x-banyan-access");
    if (given == null) {
      return method.equals("get") || method.equals("options") ? "read" : "write";
    }
    String access = given.text();
    if (access == null || !(access.equals("read") || access.equals("write"))) {
      throw given.mistake("x-banyan-access '" + access + "' is not known", "use read or write");
    }
    return access;
  }
}
