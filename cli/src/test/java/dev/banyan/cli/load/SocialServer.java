package dev.banyan.cli.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.bson.types.ObjectId;

/** The social network in memory, over real HTTP; lies on demand. */
public final class SocialServer implements AutoCloseable {

  /** What may be done to one request. */
  public enum Lie {
    NONE,
    /** Acknowledged, and not done. */
    LOSE_WRITE,
    /** 500, and not done. */
    FAIL_UNDONE,
    /** Done, and 500. */
    FAIL_DONE,
    /** A read that does not show the latest state. */
    STALE,
    /** No answer before {@link SocialServer#letGo}. */
    HANG
  }

  private record Post(String author, String text) {}

  private record Reply(int status, String body) {}

  private static final int THREADS = 16;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Map<String, NavigableSet<String>> following = new ConcurrentHashMap<>();
  private final NavigableMap<String, Post> posts = new ConcurrentSkipListMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final Set<String> uris = ConcurrentHashMap.newKeySet();
  private volatile BiFunction<String, String, Lie> lies = (method, path) -> Lie.NONE;

  public SocialServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  public void lies(BiFunction<String, String, Lie> newLies) {
    lies = newLies;
  }

  public long requests() {
    return requests.get();
  }

  /** Paths that were asked for, with their queries. */
  public Collection<String> uris() {
    return uris;
  }

  public void letGo() {
    letGo.countDown();
  }

  public void follow(String follower, String followee) {
    of(follower).add(followee);
  }

  public void unfollow(String follower, String followee) {
    of(follower).remove(followee);
  }

  public void post(String id, String author, String text) {
    posts.put(id, new Post(author, text));
  }

  public void deletePost(String id) {
    posts.remove(id);
  }

  /** All follows as {@code follower:followee}. */
  public List<String> follows() {
    var all = new ArrayList<String>();
    following.forEach((user, others) -> others.forEach(other -> all.add(user + ":" + other)));
    return all;
  }

  /** All post ids, oldest first. */
  public List<String> posts() {
    return List.copyOf(posts.keySet());
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    uris.add(exchange.getRequestURI().toString());
    Lie lie = lies.apply(method, path);
    Reply reply =
        switch (lie) {
          case HANG -> hang();
          case FAIL_UNDONE -> new Reply(500, "{\"error\":\"undone\"}");
          case LOSE_WRITE -> new Reply(204, "");
          default -> answer(exchange, method, path, lie);
        };
    boolean relationship = path.contains("/follow");
    exchange
        .getResponseHeaders()
        .add("X-Banyan-Capability", relationship ? "relationships" : "feed");
    exchange.getResponseHeaders().add("X-Banyan-Side", relationship ? "serverless" : "legacy");
    byte[] body =
        (lie == Lie.FAIL_DONE ? "{\"error\":\"done\"}" : reply.body())
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(
        lie == Lie.FAIL_DONE ? 500 : reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Reply hang() {
    try {
      letGo.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Reply(503, "");
  }

  private Reply answer(HttpExchange exchange, String method, String path, Lie lie)
      throws IOException {
    String caller = caller(exchange);
    String[] parts = path.substring(1).split("/");
    if (parts[0].equals("feed")) {
      return page(List.copyOf(of(caller)));
    }
    if (parts[0].equals("posts")) {
      return posts(exchange, method, caller, parts);
    }
    if (parts.length == 2) {
      return new Reply(200, "{\"id\":\"" + parts[1] + "\"}");
    }
    if (parts[2].equals("posts")) {
      return lie == Lie.STALE ? page(List.of()) : page(List.of(parts[1]));
    }
    return parts.length == 4
        ? relationship(method, parts[1], parts[3], lie)
        : list(exchange, parts[1], parts[2], lie);
  }

  private Reply relationship(String method, String user, String other, Lie lie) {
    return switch (method) {
      case "PUT" -> {
        follow(user, other);
        yield new Reply(204, "");
      }
      case "DELETE" -> {
        unfollow(user, other);
        yield new Reply(204, "");
      }
      default -> new Reply(of(user).contains(other) == (lie == Lie.STALE) ? 404 : 204, "");
    };
  }

  private Reply list(HttpExchange exchange, String user, String list, Lie lie) {
    if (lie == Lie.STALE || list.equals("followers")) {
      return new Reply(200, "{\"items\":[],\"next\":null}");
    }
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    int at = query.indexOf("cursor=");
    String after =
        at < 0
            ? ""
            : new String(
                Base64.getUrlDecoder().decode(query.substring(at + 7)), StandardCharsets.UTF_8);
    // Pages of two, whatever the limit, so that checks have to follow cursors.
    List<String> found = of(user).tailSet(after, false).stream().limit(3).toList();
    List<String> items = found.subList(0, Math.min(2, found.size()));
    String next =
        found.size() < 3
            ? "null"
            : "\""
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(items.get(1).getBytes(StandardCharsets.UTF_8))
                + "\"";
    String json = items.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(","));
    return new Reply(200, "{\"items\":[" + json + "],\"next\":" + next + "}");
  }

  private Reply posts(HttpExchange exchange, String method, String caller, String[] parts)
      throws IOException {
    if (method.equals("POST")) {
      String id = new ObjectId().toHexString();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      post(id, caller, Json.parse(body).path("text").asText());
      return new Reply(201, json(id));
    }
    if (!posts.containsKey(parts[1])) {
      return new Reply(404, "{\"error\":\"no such post\"}");
    }
    if (method.equals("DELETE")) {
      deletePost(parts[1]);
      return new Reply(204, "");
    }
    return new Reply(200, json(parts[1]));
  }

  private Reply page(Collection<String> authors) {
    List<String> newest =
        posts.descendingMap().entrySet().stream()
            .filter(post -> authors.contains(post.getValue().author()))
            .limit(20)
            .map(post -> json(post.getKey()))
            .toList();
    return new Reply(200, "{\"items\":[" + String.join(",", newest) + "],\"next\":null}");
  }

  private String json(String id) {
    Post post = posts.getOrDefault(id, new Post("", ""));
    return "{\"id\":\"%s\",\"author\":\"%s\",\"text\":\"%s\"}"
        .formatted(id, post.author(), post.text());
  }

  private NavigableSet<String> of(String user) {
    return following.computeIfAbsent(user, id -> new ConcurrentSkipListSet<>());
  }

  private static String caller(HttpExchange exchange) {
    String token = exchange.getRequestHeaders().getFirst("Authorization").split("[ .]")[2];
    String claims = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    return Json.parse(claims).path("sub").asText();
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }
}
