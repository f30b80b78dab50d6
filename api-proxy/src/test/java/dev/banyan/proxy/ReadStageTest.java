package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
