package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadStageTest {

  private final ProxyRig rig = new ProxyRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void legacy_answersAllReads() {
    HttpResponse<String> response = rig.send(rig.get("/users/a/following?limit=2", "a"));

    assertThat(response.body()).isEqualTo("{\"from\":\"legacy\"}");
    assertThat(response.headers().firstValue("X-Banyan-Side")).contains("legacy");
    assertThat(response.headers().firstValue("X-Banyan-Capability")).contains("relationships");
    assertThat(rig.legacy.seen)
        .extracting(TestSide.Seen::uri)
        .containsExactly("/users/a/following?limit=2");
    assertThat(rig.serverless.seen).isEmpty();
  }

  @Test
  void serverless_answersReadsOfItsCapabilityOnly() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));

    assertThat(rig.side(rig.get("/users/a/following", "a"))).isEqualTo("serverless");
    assertThat(rig.side(rig.get("/users/a/following", null))).isEqualTo("serverless");
    assertThat(rig.side(rig.get("/feed", "a"))).isEqualTo("legacy");
    assertThat(rig.side(rig.put("/users/a/following/b", "a"))).isEqualTo("legacy");
  }

  @Test
  void canary_isStickyAndMonotone() {
    Set<Integer> ten = onServerless(10);
    Set<Integer> tenAgain = onServerless(10);
    Set<Integer> twenty = onServerless(20);

    assertThat(tenAgain).isEqualTo(ten);
    assertThat(ten.size()).isBetween(10, 40);
    assertThat(twenty.size()).isBetween(30, 60);
    assertThat(twenty).containsAll(ten);
  }

  private Set<Integer> onServerless(int percent) {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(percent)));
    Set<Integer> users = new HashSet<>();
    IntStream.range(0, 220)
        .filter(i -> rig.side(rig.get("/users/a/following", "user" + i)).equals("serverless"))
        .forEach(users::add);
    return users;
  }

  @Test
  void canary_leavesAnonymousCallersOnLegacy() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(99)));

    assertThat(rig.side(rig.get("/users/a/following", null))).isEqualTo("legacy");
  }

  @Test
  void unrouted_goesToLegacyWhateverTheStage() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));

    HttpResponse<String> response = rig.send(rig.get("/users/a", "a"));

    assertThat(response.headers().firstValue("X-Banyan-Side")).contains("legacy");
    assertThat(response.headers().firstValue("X-Banyan-Capability")).isEmpty();
  }

  @Test
  void encodedPath_isOfTheSameRoute() {
    rig.change("relationships", c -> c.withReadStage(ReadStage.SERVERLESS));

    assertThat(rig.side(rig.get("/users/a/%66ollowing", "a"))).isEqualTo("serverless");
    assertThat(rig.serverless.seen)
        .extracting(TestSide.Seen::uri)
        .containsExactly("/users/a/%66ollowing");
  }

  /** Servers read both, and nobody leaves the cohort by sending two. */
  @Test
  void identityInTheSecondCookieLine_isRead(@TempDir Path folder) throws IOException {
    Path routes = folder.resolve("routes.yaml");
    Files.writeString(
        routes,
        """
        capabilities:
          feed:
            identity: {from: cookie, name: uid}
            include: [u2]
        routes:
          - {method: GET, path: /feed, capability: feed, access: read}
        """);
    try (ProxyRig other = new ProxyRig(p -> ProxyRig.withRoutes(p, routes.toString()))) {
      other.change("feed", c -> c.withReadStage(ReadStage.canary(1)));
      for (String cookies :
          List.of("Cookie: uid=u2", "Cookie: a=b; uid=u2", "Cookie: a=b\r\nCookie: uid=u2")) {
        RawClient.Back back =
            RawClient.send(
                other.proxy.port(),
                RawClient.bytes(
                    "GET /feed HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                        + cookies
                        + "\r\n\r\n"),
                RawClient.PATIENCE_MILLIS);
        assertThat(back.text()).as(cookies).containsIgnoringCase("x-banyan-side: serverless");
      }
    }
  }
}
