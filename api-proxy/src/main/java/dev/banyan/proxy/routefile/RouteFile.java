package dev.banyan.proxy.routefile;

import dev.banyan.proxy.route.CapabilityRules;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.route.UpstreamSpec;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads route files: a list {@code routes}, and the mappings {@code upstreams} and {@code
 * capabilities}. Several files make one table. They are read as nodes, because those know their
 * places.
 */
public final class RouteFile {

  /** Of one file, in bytes and in characters: read as nodes it takes far more memory than text. */
  public static final int LONGEST = 3 * 1024 * 1024;

  private static final Set<String> KEYS = Set.of("routes", "upstreams", "capabilities");

  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Route> byShape = new HashMap<>();
  private final Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
  private final Map<String, CapabilityRules> rules = new LinkedHashMap<>();
  private final List<Runnable> checks = new ArrayList<>();

  private RouteFile() {}

  /**
   * Reads and checks a route file.
   *
   * @param name the file's name, for messages
   * @throws RouteFileException on the first mistake
   */
  public static RouteTable read(String name, Reader text) {
    Map<String, Reader> one = new LinkedHashMap<>();
    one.put(name, text);
    return read(one);
  }

  /**
   * Reads and checks several route files.
   *
   * @param texts by file name, in their order
   * @throws RouteFileException on the first mistake
   */
  public static RouteTable read(Map<String, Reader> texts) {
    RouteFile all = new RouteFile();
    texts.forEach(all::add);
    all.checks.forEach(Runnable::run);
    return new RouteTable(all.routes, all.rules, all.upstreams);
  }

  private void add(String name, Reader text) {
    Node root = compose(name, text);
    if (root == null) {
      throw noRoutes(name);
    }
    YamlMap file = YamlMap.of(name, root, KEYS);
    if (!file.has("routes") && file.keys().isEmpty()) {
      throw noRoutes(name);
    }
    file.map("upstreams", Set.of()).ifPresent(this::upstreams);
    file.map("capabilities", Set.of()).ifPresent(this::capabilities);
    file.list("routes").forEach(node -> route(name, node));
  }

  private static RouteFileException noRoutes(String name) {
    return YamlMap.mistake(
        name, 1, 1, "has no 'routes': begin it with 'routes:' and a list of entries");
  }

  private static @Nullable Node compose(String name, Reader text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST);
    try {
      return new Yaml(options).compose(text);
    } catch (YAMLException e) {
      throw YamlMap.mistake(name, e);
    }
  }

  private void upstreams(YamlMap map) {
    for (String key : map.keys()) {
      UpstreamSpec spec = UpstreamReader.read(key, map);
      if (upstreams.put(key, spec) != null) {
        throw map.mistake(key, "the upstream '" + key + "' is in two files", "remove one");
      }
    }
  }

  private void capabilities(YamlMap map) {
    for (String key : map.keys()) {
      if (rules.put(key, CapabilityReader.read(key, map)) != null) {
        throw map.mistake(key, "the capability '" + key + "' is in two files", "remove one");
      }
      checks.add(() -> hasRoutes(map, key));
    }
  }

  private void hasRoutes(YamlMap map, String capability) {
    List<String> known = routes.stream().map(Route::capability).distinct().toList();
    if (!known.contains(capability)) {
      String nearest =
          NearestName.of(capability, known)
              .map(name -> "did you mean '" + name + "'?")
              .orElse("add its routes");
      throw map.mistake(capability, "no route is of capability '" + capability + "'", nearest);
    }
  }

  private void route(String file, Node node) {
    YamlMap entry = YamlMap.of(file, node, RouteReader.KEYS);
    Route route = RouteReader.read(routes.size(), entry);
    routes.add(route);
    Route twin = byShape.putIfAbsent(route.method() + " " + route.segments(), route);
    if (twin != null) {
      throw entry.mistake(
          null,
          "%s matches the same requests as %s (%s)"
              .formatted(route.name(), twin.name(), twin.rules().origin()),
          "remove one");
    }
    checks.add(() -> knows(entry, "legacy", route.rules().legacy()));
    checks.add(() -> knows(entry, "serverless", route.rules().serverless()));
  }

  private void knows(YamlMap entry, String key, @Nullable String upstream) {
    if (upstream == null || upstreams.containsKey(upstream)) {
      return;
    }
    String remedy =
        NearestName.of(upstream, upstreams.keySet())
            .map(name -> "did you mean '" + name + "'?")
            .orElse("add it under 'upstreams:'");
    throw entry.mistake(key, "there is no upstream '" + upstream + "'", remedy);
  }
}
