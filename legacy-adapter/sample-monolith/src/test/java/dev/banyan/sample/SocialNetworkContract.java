package dev.banyan.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.sample.ApiClient.Answer;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** What the API promises, whichever MongoDB is behind it. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "social.jwt-secret=a secret for tests of at least 32 bytes",
      "social.password-strength=4",
      "banyan.capture.enabled=false"
    })
abstract class SocialNetworkContract {

  private static final AtomicInteger COUNT = new AtomicInteger();

  @LocalServerPort private int port;
  @Autowired private MongoTemplate mongo;

  private ApiClient anonymous;
  private String ann;
  private String bob;
  private ApiClient asAnn;

  @BeforeEach
  void registerTwoUsers() {
    anonymous = new ApiClient(port, null);
    int n = COUNT.incrementAndGet();
    ann = "ann-" + n;
    bob = "bob-" + n;
    asAnn = anonymous.register(ann);
  }

  @Test
  void register_answersTheUserWithoutPassword() {
    Answer answer =
        anonymous.post(
            "/users",
            "{\"username\":\"%s\",\"password\":\"12345678\",\"displayName\":\"Bob\",\"extra\":1}"
                .formatted(bob));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            "{\"id\":\"%s\",\"username\":\"%s\",\"displayName\":\"Bob\"}".formatted(bob, bob));
  }

  @Test
  void register_storesExactlyTheFiveFields() {
    Document stored = mongo.getCollection("users").find(new Document("_id", ann)).first();

    assertThat(stored)
        .containsOnlyKeys("_id", "username", "displayName", "passwordHash", "createdAt");
    assertThat(stored.get("createdAt")).isInstanceOf(Date.class);
    assertThat(stored.getString("passwordHash")).startsWith("$2a$04$");
  }

  @Test
  void register_refusesATakenName() {
    Answer answer =
        anonymous.post(
            "/users",
            "{\"username\":\"%s\",\"password\":\"12345678\",\"displayName\":\"x\"}".formatted(ann));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).isEqualTo("{\"error\":\"username is taken\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"username\":\"a:b\",\"password\":\"12345678\",\"displayName\":\"x\"}",
        "{\"username\":\"c\",\"password\":\"short\",\"displayName\":\"x\"}",
        "{\"username\":\"c\",\"password\":\"12345678\"}",
        "{\"username\":",
        ""
      })
  void register_refusesWhatIsMalformed(String json) {
    Answer answer = anonymous.post("/users", json);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().propertyNames()).containsExactly("error");
  }

  @Test
  void logIn_refusesAWrongPasswordAndAnUnknownUserAlike() {
    Answer wrong = anonymous.logIn(ann, "not the password");
    Answer unknown = anonymous.logIn("nobody", "not the password");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(unknown).isEqualTo(wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/feed",
    "GET,/users/x",
    "GET,/users/x/following",
    "GET,/users/x/followers",
    "GET,/users/x/posts",
    "PUT,/users/x/following/y",
    "DELETE,/users/x/following/y",
    "GET,/posts/000000000000000000000000",
    "GET,/actuator/env"
  })
  void everythingElse_needsAToken(String method, String path) {
    for (var client : List.of(anonymous, anonymous.as("no.such.token"))) {
      Answer answer =
          switch (method) {
            case "PUT" -> client.put(path);
            case "DELETE" -> client.delete(path);
            default -> client.get(path);
          };
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo("{\"error\":\"a valid bearer token is needed\"}");
    }
  }

  @Test
  void health_isOpen() {
    assertThat(anonymous.get("/actuator/health").status()).isEqualTo(200);
  }

  @Test
  void profile_showsTheTimeWithMilliseconds() {
    mongo
        .getCollection("users")
        .insertOne(
            new Document("_id", bob)
                .append("username", bob)
                .append("displayName", "Bob")
                .append("passwordHash", "x")
                .append("createdAt", new Date(1_600_000_000_000L)));

    assertThat(asAnn.get("/users/" + bob).body())
        .isEqualTo(
            "{\"id\":\"%s\",\"username\":\"%s\",\"displayName\":\"Bob\",\"createdAt\":\"2020-09-13T12:26:40.000Z\"}"
                .formatted(bob, bob));
  }

  @Test
  void profile_ofNobodyIsNotFound() {
    assertThat(asAnn.get("/users/nobody"))
        .isEqualTo(new Answer(404, "{\"error\":\"no such user\"}"));
  }

  @Test
  void follow_isSeenAndIdempotent() {
    assertThat(asAnn.put(following(bob)).status()).isEqualTo(204);
    Document first = follow(ann, bob);
    assertThat(asAnn.put(following(bob)).status()).isEqualTo(204);

    assertThat(follow(ann, bob)).isEqualTo(first);
    assertThat(first).containsOnlyKeys("_id", "follower", "followee", "createdAt");
    assertThat(asAnn.get(following(bob)).status()).isEqualTo(204);
    assertThat(asAnn.get(following(bob)).body()).isEmpty();
  }

  @Test
  void unfollow_isSeenAndIdempotent() {
    asAnn.put(following(bob));

    assertThat(asAnn.delete(following(bob)).status()).isEqualTo(204);
    assertThat(asAnn.delete(following(bob)).status()).isEqualTo(204);
    assertThat(asAnn.get(following(bob)).status()).isEqualTo(404);
  }

  @Test
  void follow_isForOneselfOnly() {
    assertThat(asAnn.put("/users/" + bob + "/following/" + ann).status()).isEqualTo(403);
    assertThat(asAnn.delete("/users/" + bob + "/following/" + ann).status()).isEqualTo(403);
    assertThat(asAnn.put(following(ann)).status()).isEqualTo(400);
    assertThat(asAnn.put("/users/" + ann + "/following/a:b").status()).isEqualTo(400);
  }

  @Test
  void following_isPagedInTheOrderOfIds() {
    List.of("c", "a", "e", "b", "d").forEach(other -> asAnn.put(following(other)));

    assertThat(asAnn.get("/users/" + ann + "/following?limit=2").body())
        .isEqualTo("{\"items\":[\"a\",\"b\"],\"next\":\"Yg\"}");
    assertThat(asAnn.get("/users/" + ann + "/following?limit=2&cursor=Yg").body())
        .isEqualTo("{\"items\":[\"c\",\"d\"],\"next\":\"ZA\"}");
    assertThat(asAnn.get("/users/" + ann + "/following?limit=2&cursor=ZA").body())
        .isEqualTo("{\"items\":[\"e\"],\"next\":null}");
  }

  @Test
  void followers_arePagedInTheOrderOfIds() {
    List<String> followers = IntStream.range(0, 5).mapToObj(i -> bob + "-fan-" + i).toList();
    mongo.getCollection("follows").insertMany(followers.stream().map(f -> edge(f, bob)).toList());

    assertThat(pages("/users/" + bob + "/followers?limit=2")).isEqualTo(followers);
  }

  @Test
  void lists_ofSomebodyUnknownAreEmpty() {
    for (String list : List.of("following", "followers", "posts")) {
      assertThat(asAnn.get("/users/nobody/" + list).body())
          .isEqualTo("{\"items\":[],\"next\":null}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/users/x/following?limit=0",
        "/users/x/following?limit=201",
        "/users/x/following?limit=many",
        "/users/x/following?cursor=*",
        "/users/x/following?cursor=YTpi",
        "/users/x/followers?limit=-1",
        "/users/x/posts?cursor=12",
        "/users/a%3Ab",
        "/posts/12",
        "/feed?limit=101",
        "/feed?cursor=zzz"
      })
  void malformedInput_isTheCallersError(String path) {
    Answer answer = asAnn.get(path);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().propertyNames()).containsExactly("error");
  }

  @Test
  void unknownPaths_areNotFoundInTheSameShape() {
    assertThat(asAnn.get("/no/such/thing").status()).isEqualTo(404);
    assertThat(asAnn.get("/no/such/thing").json().propertyNames()).containsExactly("error");
    assertThat(asAnn.delete("/feed").status()).isEqualTo(405);
  }

  @Test
  void compose_answersThePostAndStoresFourFields() {
    Answer answer = asAnn.post("/posts", "{\"text\":\"Grüße, \\\"world\\\"\"}");

    JsonNode post = answer.json();
    String id = post.get("id").asString();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(post.propertyNames()).containsExactly("id", "author", "text", "createdAt");
    assertThat(post.get("createdAt").asString()).matches("....-..-..T..:..:..[.]...Z");
    assertThat(asAnn.get("/posts/" + id).body()).isEqualTo(answer.body());
    Document stored =
        mongo.getCollection("posts").find(new Document("_id", new ObjectId(id))).first();
    assertThat(stored).containsOnlyKeys("_id", "author", "text", "createdAt");
  }

  @Test
  void deletePost_isForTheAuthorOnly() {
    String id = asAnn.post("/posts", "{\"text\":\"mine\"}").json().get("id").asString();
    ApiClient asBob = anonymous.register(bob);

    assertThat(asBob.delete("/posts/" + id).status()).isEqualTo(403);
    assertThat(asAnn.delete("/posts/" + id).status()).isEqualTo(204);
    assertThat(asAnn.delete("/posts/" + id).status()).isEqualTo(404);
    assertThat(asAnn.get("/posts/" + id).status()).isEqualTo(404);
  }

  @Test
  void userTimeline_isPagedNewestFirst() {
    List<String> texts = List.of("one", "two", "three", "four", "five");
    texts.forEach(text -> asAnn.post("/posts", "{\"text\":\"" + text + "\"}"));

    assertThat(texts(items("/users/" + ann + "/posts?limit=2")))
        .containsExactly("five", "four", "three", "two", "one");
  }

  @Test
  void homeFeed_holdsThePostsOfFolloweesOnly() {
    ApiClient asBob = anonymous.register(bob);
    asBob.post("/posts", "{\"text\":\"by bob\"}");
    asAnn.post("/posts", "{\"text\":\"my own\"}");
    assertThat(asAnn.get("/feed").body()).isEqualTo("{\"items\":[],\"next\":null}");

    asAnn.put(following(bob));
    assertThat(texts(items("/feed"))).containsExactly("by bob");

    asAnn.delete(following(bob));
    assertThat(items("/feed")).isEmpty();
  }

  @Test
  void homeFeed_ofSomebodyWithThousandsOfFolloweesIsPagedNewestFirst() {
    List<String> authors = IntStream.range(0, 3000).mapToObj(i -> ann + "-star-" + i).toList();
    mongo.getCollection("follows").insertMany(authors.stream().map(a -> edge(ann, a)).toList());
    var posts = new ArrayList<Document>();
    for (int i = 0; i < 25; i++) {
      posts.add(post(authors.get(i * 100), "text " + i));
    }
    mongo.getCollection("posts").insertMany(posts);

    List<String> expected = IntStream.range(0, 25).mapToObj(i -> "text " + (24 - i)).toList();
    assertThat(texts(items("/feed?limit=10"))).isEqualTo(expected);
    assertThat(asAnn.get("/feed").json().get("items")).hasSize(20);
  }

  @Test
  void start_createsTheIndexes() {
    assertThat(indexes("follows")).contains("follower_1_followee_1", "followee_1_follower_1");
    assertThat(indexes("posts")).contains("author_1__id_-1");
  }

  private List<String> indexes(String collection) {
    return mongo
        .getCollection(collection)
        .listIndexes()
        .map(index -> index.getString("name"))
        .into(new ArrayList<>());
  }

  private String following(String other) {
    return "/users/" + ann + "/following/" + other;
  }

  private Document follow(String follower, String followee) {
    return mongo
        .getCollection("follows")
        .find(new Document("_id", follower + ":" + followee))
        .first();
  }

  private static Document edge(String follower, String followee) {
    return new Document("_id", follower + ":" + followee)
        .append("follower", follower)
        .append("followee", followee)
        .append("createdAt", new Date());
  }

  private static Document post(String author, String text) {
    return new Document("_id", new ObjectId())
        .append("author", author)
        .append("text", text)
        .append("createdAt", new Date());
  }

  private static List<String> texts(List<JsonNode> posts) {
    return posts.stream().map(post -> post.get("text").asString()).toList();
  }

  private List<String> pages(String path) {
    return items(path).stream().map(JsonNode::asString).toList();
  }

  /** Follows the cursors to the end. */
  private List<JsonNode> items(String path) {
    var items = new ArrayList<JsonNode>();
    String next = path;
    for (int page = 0; page < 100; page++) {
      JsonNode answer = asAnn.get(next).json();
      answer.get("items").forEach(items::add);
      if (answer.get("next").isNull()) {
        return items;
      }
      next = path + (path.contains("?") ? "&" : "?") + "cursor=" + answer.get("next").asString();
    }
    throw new AssertionError("no end of " + path);
  }
}
