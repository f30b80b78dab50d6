package dev.banyan.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

  private static final RouteTable TABLE =
      new RouteTable(
          List.of(
              new Route(0, "GET", "/users/{id}", "c", Access.READ, Duration.ofSeconds(1)),
              new Route(1, "GET", "/users/me", "c", Access.READ, Duration.ofSeconds(1)),
              new Route(
                  2,
                  "PUT",
                  "/users/{id}/following/{other}",
                  "c",
                  Access.WRITE,
                  Duration.ofSeconds(1))));

  @ParameterizedTest
  @CsvSource({
    "GET, /users/a, GET /users/{id}",
    "HEAD, /users/a, GET /users/{id}",
    "GET, /users/me, GET /users/me",
    "GET, /users/a/, GET /users/{id}",
    "GET, //users/a, GET /users/{id}",
    "GET, /x/../users/a, GET /users/{id}",
    "GET, /users;v=1/a, GET /users/{id}",
    "PUT, /users/a/%66ollowing/b, PUT /users/{id}/following/{other}",
    "PUT, /users/a/%2e%2e/a/following/b, PUT /users/{id}/following/{other}",
    "PUT, /users/a%2Fb/following/c, PUT /users/{id}/following/{other}",
    "GET, /users, ",
    "GET, /users/a/following/b, ",
    "GET, /users/a%2Ffollowing, GET /users/{id}",
    "POST, /users/a, ",
    "GET, *, ",
    "GET, /, ",
    "GET, /users/%zz, GET /users/{id}",
  })
  void match_findsTheRouteThatAServerWould(String method, String path, String expected) {
    Route route = TABLE.match(method, path);

    assertThat(route == null ? null : route.name()).isEqualTo(expected);
  }

  @Test
  void cohort_neverChanges() {
    // If this fails, users move between sides in the middle of a canary.
    assertThat(Cohort.of("relationships", "alice")).isEqualTo(77);
    assertThat(Cohort.of("feed", "alice")).isEqualTo(96);
    assertThat(Cohort.of("relationships", "bob")).isEqualTo(82);
  }

  @Test
  void cohort_isEven() {
    int[] sizes = new int[100];
    IntStream.range(0, 100_000).forEach(i -> sizes[Cohort.of("feed", "user-" + i)]++);

    assertThat(IntStream.of(sizes).boxed())
        .allSatisfy(size -> assertThat(size).isBetween(850, 1150));
  }

  /** 200,000 users: each weight is met within a hundredth, and a user who is in stays in. */
  @Test
  void weights_areMetWithinAPercentAndUsersStay() {
    int users = 200_000;
    for (int percent : new int[] {1, 5, 10, 25, 50, 75, 99}) {
      long inside =
          IntStream.range(0, users)
              .filter(i -> Cohort.of("relationships", "user-" + i) < percent)
              .count();
      assertThat(100.0 * inside / users).isCloseTo(percent, Offset.offset(0.5));
    }
    Capability capability = Capability.inLegacy("relationships");
    for (int i = 0; i < 2_000; i++) {
      Side before = Side.LEGACY;
      for (int percent = 1; percent < 100; percent++) {
        Capability at = capability.withReadStage(ReadStage.canary(percent));
        Side now = read(at, "user-" + i, false).side();
        assertThat(now.compareTo(before)).as("user-%d at %d %%", i, percent).isNotNegative();
        before = now;
      }
    }
  }

  private static RoutingDecision read(Capability capability, String user, boolean pinned) {
    return read(
        capability, CapabilityRules.DEFAULT, new ReadQuestion(user, null, pinned, true, null));
  }

  private static RoutingDecision read(
      Capability capability, CapabilityRules rules, ReadQuestion question) {
    return RoutingDecision.ofRead(capability, rules, question);
  }

  @Test
  void ofRead_followsStageAndPin() {
    Capability legacy = Capability.inLegacy("c");
    Capability all = legacy.withReadStage(ReadStage.SERVERLESS);
    Capability shadow = legacy.withReadStage(ReadStage.SHADOW);
    Capability moved = legacy.ownedByServerless("p");

    assertThat(read(legacy, "u", false).text(null))
        .isEqualTo("legacy; reason=stage; stage=LEGACY; revision=1");
    assertThat(read(shadow, "u", false).shadowed()).isTrue();
    assertThat(read(all, null, false).side()).isEqualTo(Side.SERVERLESS);
    assertThat(read(all, null, false).fallback()).isTrue();
    assertThat(read(all, "u", true).side()).isEqualTo(Side.LEGACY);
    assertThat(read(moved, "u", true).side()).isEqualTo(Side.SERVERLESS);
    assertThat(read(moved, "u", true).fallback()).isFalse();
    RoutingDecision once =
        read(all, CapabilityRules.DEFAULT, new ReadQuestion("u", null, false, false, null));
    assertThat(once.fallback()).isFalse();
  }

  @Test
  void ofRead_followsListsAndForce() {
    Capability canary = Capability.inLegacy("c").withReadStage(ReadStage.canary(1));
    CapabilityRules rules =
        new CapabilityRules(Identity.JWT_SUBJECT, Set.of("in", "both"), Set.of("both"));

    assertThat(read(canary, rules, new ReadQuestion("in", null, false, true, null)).reason())
        .isEqualTo(Reason.INCLUDED);
    assertThat(read(canary, rules, new ReadQuestion("both", null, false, true, null)).reason())
        .isEqualTo(Reason.EXCLUDED);
    assertThat(read(canary, rules, new ReadQuestion(null, null, false, true, null)).reason())
        .isEqualTo(Reason.ANONYMOUS);
    RoutingDecision forced =
        read(canary, rules, new ReadQuestion("both", null, true, true, Side.SERVERLESS));
    assertThat(forced.side()).isEqualTo(Side.SERVERLESS);
    assertThat(forced.fallback()).isFalse();
  }

  @Test
  void identity_isReadFromHeaderOrCookie() {
    Map<String, String> headers = Map.of("Cookie", "a=1; uid=alice; b=2", "X-User", " bob ");

    assertThat(
            new Identity(Identity.Kind.COOKIE, "uid")
                .of(name -> headers.get(name.toString()), new KnownTokens())
                .user())
        .isEqualTo("alice");
    assertThat(
            new Identity(Identity.Kind.COOKIE, "id")
                .of(name -> headers.get(name.toString()), new KnownTokens())
                .user())
        .isNull();
    assertThat(
            new Identity(Identity.Kind.HEADER, "X-User")
                .of(name -> headers.get(name.toString()), new KnownTokens())
                .user())
        .isEqualTo("bob");
    assertThat(
            Identity.JWT_SUBJECT
                .of(
                    name -> name.toString().equals("Authorization") ? "Bearer x.y" : null,
                    new KnownTokens())
                .malformed())
        .isTrue();
  }

  /** Servers take the quotes off (RFC 6265, 4.1.1): it must be the same user with and without. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "uid=\"alice\"|alice",
        "a=1; uid=\"alice\" ; b=2|alice",
        "uid=\"|\"",
        "uid=\"a|\"a",
        "uid=\"\"|",
        "uid=\" \"|",
      })
  void quotedCookie_isTheSameUser(String cookies, String user) {
    Identity identity = new Identity(Identity.Kind.COOKIE, "uid");

    assertThat(identity.of(name -> cookies, new KnownTokens()).user()).isEqualTo(user);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer e30.eyJzdWIiOiJhbGljZSJ9.x, alice",
    "bearer e30.eyJhIjp7InN1YiI6MX0sInN1YiI6ImFsaWNlIn0.x, alice",
    "Bearer e30.eyJzdWIiOjF9.x, ",
    "Bearer nonsense, ",
    "Bearer a.!!.c, ",
    "Basic YTpi, ",
  })
  void user_isTheSubjectOfTheToken(String header, String user) {
    assertThat(Caller.user(header)).isEqualTo(user);
  }
}
