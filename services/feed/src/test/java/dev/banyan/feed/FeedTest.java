package dev.banyan.feed;

import static dev.banyan.stream.testkit.TestEvents.event;
import static dev.banyan.stream.testkit.TestEvents.follow;
import static dev.banyan.stream.testkit.TestEvents.unfollow;
import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.events.Event;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.InsertIfAbsent;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.testkit.KinesisBatch;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Requests;
import dev.banyan.stream.testkit.TestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed from events to answers, through both handlers. */
final class FeedTest {

  private static final FeedSettings SETTINGS =
      new FeedSettings(
          Map.of(
              "JWT_SECRET", Requests.SECRET, "CELEBRITY_FOLLOWERS", "3", "POSTS_ON_FOLLOW", "50"));

  private final FeedStreamHandler stream = new FeedStreamHandler(LocalTables.client(), SETTINGS);
  private final FeedApiHandler api =
      new FeedApiHandler(LocalTables.client(), SETTINGS, Clock.systemUTC());

  @BeforeEach
  void emptyTables() {
    for (String table :
        List.of(
            EdgeTable.NAME,
            PostTable.NAME,
            TimelineTable.NAME,
            WatermarkTable.NAME,
            DeadLetterTable.NAME)) {
      LocalTables.clear(table);
    }
  }

  private void apply(Event... events) {
    var batch = new KinesisBatch();
    for (Event event : events) {
      batch.add(event);
    }
    assertThat(stream.handleRequest(batch.build(), TestContext.PLENTY).getBatchItemFailures())
        .isEmpty();
  }

  private static String id(int n) {
    return "%024x".formatted(n);
  }

  private static Event post(String author, int n, int version) {
    return event(
        "post.put",
        id(n),
        version,
        "{'id':'%s','author':'%s','text':'text %d','createdAt':'2026-01-01T00:00:00.000Z'}"
            .formatted(id(n), author, n));
  }

  private static Event postDeleted(int n, String author, int version) {
    String rest = author == null ? "" : ",'author':'" + author + "'";
    return event("post.deleted", id(n), version, "{'id':'%s'%s}".formatted(id(n), rest));
  }

  private String get(String user, Map<String, String> query) {
    return api.handleRequest(Requests.by(user, "GET /feed", Map.of(), query), TestContext.PLENTY)
        .getBody();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** All pages, as numbers of posts. */
  private List<Integer> feed(String user, int limit) {
    var numbers = new ArrayList<Integer>();
    var query = new HashMap<>(Map.of("limit", Integer.toString(limit)));
    for (int pages = 0; pages < 100; pages++) {
      JsonNode page = json(get(user, query));
      page.get("items").forEach(item -> numbers.add(Integer.parseInt(item.get("id").asText(), 16)));
      if (page.get("next").isNull()) {
        return numbers;
      }
      assertThat(page.get("items")).hasSize(limit);
      query.put("cursor", page.get("next").asText());
    }
    throw new AssertionError("no end of the feed");
  }

  private static List<Integer> down(int from, int to) {
    return IntStream.iterate(from, n -> n >= to, n -> n - 1).boxed().toList();
  }

  @Test
  void feed_hasTheMonolithsJson() {
    apply(follow("ann", "bob", 1), post("bob", 7, 2), post("ann", 8, 3));

    assertThat(get("ann", Map.of()))
        .isEqualTo(
            "{\"items\":[{\"id\":\"000000000000000000000007\",\"author\":\"bob\","
                + "\"text\":\"text 7\",\"createdAt\":\"2026-01-01T00:00:00.000Z\"}],\"next\":null}");
    assertThat(get("bob", Map.of())).isEqualTo("{\"items\":[],\"next\":null}");
  }

  @Test
  void feed_holdsEarlierPostsOfNewFollowees() {
    apply(post("bob", 1, 1), post("bob", 2, 2));
    apply(follow("ann", "bob", 3));

    assertThat(feed("ann", 20)).containsExactly(2, 1);
  }

  @Test
  void feed_losesAndRegainsPostsWithTheEdge() {
    apply(follow("ann", "bob", 1), post("bob", 1, 2));
    apply(unfollow("ann", "bob", 3));
    assertThat(feed("ann", 20)).isEmpty();

    apply(post("bob", 2, 4));
    apply(follow("ann", "bob", 5));
    assertThat(feed("ann", 20)).containsExactly(2, 1);
  }

  @Test
  void feed_isFullThoughMostPostsAreDeleted() {
    apply(follow("ann", "bob", 1));
    for (int n = 1; n <= 90; n++) {
      apply(post("bob", n, 1 + n));
    }
    for (int n = 1; n <= 90; n++) {
      if (n % 9 != 0) {
        apply(postDeleted(n, "bob", 100 + n));
      }
    }

    assertThat(feed("ann", 3)).containsExactly(90, 81, 72, 63, 54, 45, 36, 27, 18, 9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletedPost_staysDeletedWhenItsPutComesLate(boolean authorIsKnown) {
    apply(follow("ann", "bob", 1));
    apply(postDeleted(1, authorIsKnown ? "bob" : null, 5));
    apply(post("bob", 1, 4));

    assertThat(feed("ann", 20)).isEmpty();
    assertThat(new PostTable(LocalTables.client(), Clock.systemUTC()).newest("bob", null, 10))
        .isEmpty();
  }

  @Test
  void deletedPost_isFoundByItsIdAlone() {
    apply(follow("ann", "bob", 1), post("bob", 1, 2), post("bob", 2, 3));
    apply(postDeleted(1, null, 4));

    assertThat(feed("ann", 20)).containsExactly(2);
  }

  @Test
  void deletedPost_isNotResurrectedByABackfill() {
    var posts = new PostTable(LocalTables.client(), Clock.systemUTC());
    apply(follow("ann", "bob", 1), postDeleted(1, null, 9), postDeleted(2, "bob", 9));

    var old = new ArrayList<Post>();
    for (int n = 1; n <= 3; n++) {
      old.add(new Post(id(n), "bob", "old", Instant.EPOCH));
    }
    new InsertIfAbsent(
            LocalTables.client(), PostTable.NAME, List.of("author", "postId"), Backoff.DEFAULT)
        .insert(old.stream().map(post -> PostTable.backfilled(post, version(5))).toList());
    posts.buryIfDeleted(old, version(5));
    fanOut(posts).materialise(old);

    assertThat(feed("ann", 20)).containsExactly(3);
  }

  private static FanOut fanOut(PostTable posts) {
    return new FanOut(
        new EdgeTable(LocalTables.client(), Clock.systemUTC()),
        posts,
        new TimelineTable(LocalTables.client()),
        3,
        50);
  }

  @Test
  void celebrity_isMergedInOrderAndWithoutDoubles() {
    apply(follow("ann", "star", 1), follow("ann", "bob", 2), post("star", 1, 3), post("bob", 2, 4));
    for (int fan = 0; fan < 5; fan++) {
      apply(follow("fan" + fan, "star", 10 + fan));
    }
    int entries = LocalTables.items(TimelineTable.NAME).size();
    apply(post("star", 3, 20), post("star", 5, 22));
    assertThat(LocalTables.items(TimelineTable.NAME)).as("no fan-out").hasSize(entries);
    apply(post("bob", 4, 21));

    assertThat(feed("ann", 2)).containsExactly(5, 4, 3, 2, 1);
    assertThat(feed("fan2", 20)).containsExactly(5, 3, 1);
    assertThat(feed("nobody", 20)).isEmpty();

    apply(unfollow("ann", "star", 30));
    assertThat(feed("ann", 2)).containsExactly(4, 2);
  }

  @Test
  void celebrity_staysOneWhenFollowersLeave() {
    for (int fan = 0; fan < 4; fan++) {
      apply(follow("fan" + fan, "star", 1 + fan));
    }
    apply(post("star", 1, 10));
    apply(unfollow("fan0", "star", 11), unfollow("fan1", "star", 12));
    apply(post("star", 2, 13));

    assertThat(feed("fan3", 20)).containsExactly(2, 1);
  }

  @Test
  void redeliveredPost_isFannedOutAgain() {
    apply(follow("ann", "bob", 1), post("bob", 1, 2));
    LocalTables.clear(TimelineTable.NAME); // as if the first delivery had stopped in between

    apply(post("bob", 1, 2));

    assertThat(feed("ann", 20)).containsExactly(1);
  }

  @Test
  void malformedEvents_areSetAside() {
    apply(
        event("post.put", "p", 1, "{'id':'1','author':'~deleted','text':'','createdAt':'x'}"),
        event("follow.put", "ann", 2, "{'follower':'ann'}"),
        event("post.deleted", "q", 3, "{}"),
        event("user.put", "u", 4, "{}"));

    assertThat(new DeadLetterTable(LocalTables.client()).count("feed")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "limit,101,limit must be less than or equal to 100",
    "cursor,zzz,malformed cursor",
  })
  void feed_refusesMalformedInput(String name, String value, String error) {
    assertThat(get("ann", Map.of(name, value))).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  /**
   * Posts and follows come in different shards: whatever the order in which events of different
   * keys are applied, and however often, feeds end as the monolith would compute them.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void feeds_endAsComputedInAnyOrderOfKeys(long seed) {
    var random = new Random(seed);
    List<String> users = List.of("u0", "u1", "u2", "u3", "u4", "u5");
    Map<String, List<Event>> byKey = new HashMap<>();
    Map<String, Set<String>> follows = new HashMap<>();
    Map<Integer, String> posts = new HashMap<>();
    for (int n = 1; n <= 80; n++) {
      String user = users.get(random.nextInt(users.size()));
      String other = users.get(random.nextInt(users.size()));
      int old = 1 + random.nextInt(n);
      if (random.nextInt(2) == 0 && !user.equals(other)) {
        boolean put = random.nextInt(3) > 0;
        Set<String> followees = follows.computeIfAbsent(user, u -> new HashSet<>());
        boolean unused = put ? followees.add(other) : followees.remove(other);
        add(byKey, put ? follow(user, other, n) : unfollow(user, other, n));
      } else if (random.nextInt(4) > 0) {
        posts.put(n, user);
        add(byKey, post(user, n, n));
      } else if (posts.containsKey(old)) {
        add(byKey, postDeleted(old, random.nextBoolean() ? posts.get(old) : null, n));
        posts.remove(old);
      }
    }

    for (Event event : interleaved(byKey, random)) {
      apply(event);
    }

    for (String user : users) {
      var expected = new TreeSet<Integer>(Collections.reverseOrder());
      posts.forEach(
          (n, author) -> {
            if (follows.getOrDefault(user, Set.of()).contains(author)) {
              expected.add(n);
            }
          });
      assertThat(feed(user, 4)).as(user).containsExactlyElementsOf(expected);
    }
  }

  private static void add(Map<String, List<Event>> byKey, Event event) {
    byKey.computeIfAbsent(event.partitionKey(), key -> new ArrayList<>()).add(event);
  }

  /** Keys mixed at random, each in its order; now and then a stretch of a key comes again. */
  private static List<Event> interleaved(Map<String, List<Event>> byKey, Random random) {
    var keys = new ArrayList<>(byKey.keySet());
    Collections.sort(keys);
    var next = new HashMap<String, Integer>();
    var mixed = new ArrayList<Event>();
    while (!keys.isEmpty()) {
      String key = keys.get(random.nextInt(keys.size()));
      int at = next.getOrDefault(key, 0);
      mixed.add(byKey.get(key).get(at));
      at = random.nextInt(6) == 0 ? Math.max(0, at - 1) : at + 1;
      next.put(key, at);
      if (at == byKey.get(key).size()) {
        keys.remove(key);
      }
    }
    return mixed;
  }

  @Test
  void pages_areTheSameWhateverTheirSize() {
    apply(follow("ann", "bob", 1), follow("ann", "cy", 2));
    for (int n = 1; n <= 40; n++) {
      apply(post(n % 2 == 0 ? "bob" : "cy", n, 10 + n));
    }

    for (int limit : List.of(1, 7, 20, 40, 100)) {
      assertThat(feed("ann", limit)).as("limit " + limit).isEqualTo(down(40, 1));
    }
  }
}
