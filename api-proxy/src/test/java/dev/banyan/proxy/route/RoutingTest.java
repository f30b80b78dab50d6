package dev.banyan.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.control.Capability;
import dev.banyan.control.ReadStage;
import java.io.StringReader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

  private static final RouteTable TABLE =
      RouteFile.read(
          "test",
          new StringReader(
              """
              routes:
                - {method: GET, path: "/users/{id}", capability: c, access: read}
                - {method: GET, path: "/users/me", capability: c, access: read}
                - {method: PUT, path: "/users/{id}/following/{other}", capability: c, access: write}
              """));

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "routes: [{method: GET, path: /a, capabilty: c, access: read}]|line 1: 'capabilty' is not known: did you mean 'capability'?",
        "routes: [{method: GET, path: /a, access: read}]|line 1: this entry has no 'capability'",
        "routes: [{method: GOT, path: /a, capability: c, access: read}]|method 'GOT' is not known",
        "routes: [{method: GET, path: a, capability: c, access: read}]|must begin with '/'",
        "routes: [{method: GET, path: '/a/{', capability: c, access: read}]|has the segment '{'",
        "routes: [{method: GET, path: /a, capability: c, access: read, timeout: 5}]|write 500ms, 5s or 1m",
        "routes: [{method: GET, path: /a, capability: c, access: look}]|use one of [read, write]",
        "routs: []|'routes' with a list",
        "routes: [|is not YAML",
        "[]|has no 'routes'",
        "routes: [{method: GET, path: '/{a}', capability: c, access: read}, {method: GET, path: '/{b}', capability: c, access: read}]|entries 1 and 2 match the same requests",
      })
  void read_namesMistakeAndRemedy(String text, String message) {
    assertThatThrownBy(() -> RouteFile.read("r.yaml", new StringReader(text)))
        .isInstanceOf(RouteFileException.class)
        .hasMessageStartingWith("r.yaml, line ")
        .hasMessageContaining(message);
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

  @Test
  void ofRead_followsStageAndPin() {
    Capability legacy = Capability.inLegacy("c");
    Capability all = legacy.withReadStage(ReadStage.SERVERLESS);
    Capability shadow = legacy.withReadStage(ReadStage.SHADOW);
    Capability moved = legacy.ownedByServerless("p");

    assertThat(RoutingDecision.ofRead(legacy, "u", false, true)).isEqualTo(RoutingDecision.LEGACY);
    assertThat(RoutingDecision.ofRead(shadow, "u", false, true))
        .isEqualTo(RoutingDecision.LEGACY_SHADOWED);
    assertThat(RoutingDecision.ofRead(shadow, "u", false, false)).isEqualTo(RoutingDecision.LEGACY);
    assertThat(RoutingDecision.ofRead(all, null, false, true))
        .isEqualTo(RoutingDecision.SERVERLESS_OR_LEGACY);
    assertThat(RoutingDecision.ofRead(all, null, false, false))
        .isEqualTo(RoutingDecision.SERVERLESS);
    assertThat(RoutingDecision.ofRead(all, "u", true, true))
        .isEqualTo(RoutingDecision.PINNED_TO_LEGACY);
    assertThat(RoutingDecision.ofRead(moved, "u", true, true))
        .isEqualTo(RoutingDecision.PINNED_TO_SERVERLESS);
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
