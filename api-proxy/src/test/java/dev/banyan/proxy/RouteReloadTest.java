package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteReloadTest {

  private static final String READ =
      "  - {method: GET, path: '/users/{id}/following', capability: relationships, access: read, timeout: %ds}\n";

  /** The client has a connection for each; on a slow machine the rate falls instead. */
  private static final int MOST_UNDER_WAY = 100;

  @TempDir Path folder;
  private ProxyRig rig;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("routes.yaml");
    write(5, "");
    rig = new ProxyRig(p -> ProxyRig.withRoutes(p, file.toString()));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void write(int seconds, String more) throws IOException {
    Path next = folder.resolve("next");
    Files.writeString(next, "routes:\n" + READ.formatted(seconds) + more);
    Files.move(
        next,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private JsonObject state() {
    return rig.asked("/routes");
  }

  @Test
  void newFile_isActedOnAndInTheAuditLog() throws IOException {
    write(4, "  - {method: GET, path: /feed, capability: feed, access: read}\n");

    ProxyRig.await(() -> state().getInteger("count") == 2);
    assertThat(rig.send(rig.get("/feed", "a")).headers().firstValue("X-Banyan-Capability"))
        .contains("feed");
    ProxyRig.await(() -> !rig.store.auditLog("routes").isEmpty());
    assertThat(rig.store.auditLog("routes").get(0).change()).isEqualTo("2 routes");
    assertThat(rig.asked("/audit").getJsonArray("changes").getJsonObject(0).getString("change"))
        .isEqualTo("2 routes");
  }

  @Test
  void badFile_changesNothingAndIsReported() throws IOException {
    write(5, "  - {method: GET, path: /feed, capabilty: feed, access: read}\n");

    ProxyRig.await(() -> rig.asked("/health").getString("routes").equals("NOT_CHANGED"));
    assertThat(state().getInteger("count")).isEqualTo(1);
    assertThat(state().getString("failure"))
        .contains("routes.yaml, line 3, column 32")
        .contains("did you mean 'capability'");
    HttpResponse<String> answer =
        rig.send(rig.admin("/routes/reload").POST(HttpRequest.BodyPublishers.noBody()).build());
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(rig.send(rig.admin("/metrics").build()).body())
        .contains("banyan_proxy_routes_failed 1.0");
    write(5, "");
    ProxyRig.await(() -> rig.asked("/health").getString("routes").equals("UP"));
  }

  @Test
  void reload_warnsOfCapabilitiesWithoutRecord() throws IOException {
    write(6, "  - {method: GET, path: /z, capability: relationship, access: read}\n");

    JsonObject answer =
        new JsonObject(
            rig.send(rig.admin("/routes/reload").POST(HttpRequest.BodyPublishers.noBody()).build())
                .body());

    assertThat(answer.getJsonArray("warnings").encode())
        .contains("line 3", "no capability 'relationship'");
  }

  @Test
  void metadataAddresses_areRefusedHoweverSpelled() throws IOException {
    for (String host :
        List.of("169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "[fe80::1]")) {
      Files.writeString(
          file,
          "upstreams: {m: {url: 'http://%s/'}}\nroutes:\n".formatted(host)
              + "  - {method: GET, path: /x, capability: c, access: read, serverless: m}\n");
      HttpResponse<String> answer =
          rig.send(rig.admin("/routes/reload").POST(HttpRequest.BodyPublishers.noBody()).build());

      assertThat(answer.statusCode()).as(host).isEqualTo(422);
      assertThat(answer.body()).contains("link-local").contains("allow-link-local");
    }
  }

  @Test
  void changes_underLoad_failNothingAndKeepUsersWhereTheyAre() throws Exception {
    load(12, 300, Duration.ofSeconds(3));
  }

  @Test
  @Tag("soak")
  void changes_underLoad_failNothingAndKeepUsersWhereTheyAre_soak() throws Exception {
    load(100, 1_000, Duration.ofSeconds(30));
  }

  /**
   * Changes of file and of canary, at a rate of requests; 10 % of 2,000 users are on serverless.
   */
  private void load(int changes, int perSecond, Duration lasting) throws Exception {
    rig.change("relationships", c -> c.withReadStage(ReadStage.canary(10)));
    Map<String, String> sides = new ConcurrentHashMap<>();
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger moved = new AtomicInteger();
    AtomicInteger serverless = new AtomicInteger();
    List<CompletableFuture<?>> all = new ArrayList<>();
    int total = (int) (perSecond * lasting.toSeconds());
    long start = System.nanoTime();
    int done = 0;
    Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
    for (int i = 0; i < total; i++) {
      LockSupport.parkNanos(start + i * 1_000_000_000L / perSecond - System.nanoTime());
      if (i * (long) changes / total >= done) {
        write(5 + done++, "");
      }
      String user = "user" + i % 2_000;
      underWay.acquire();
      all.add(
          rig.sendAsync(rig.get("/users/a/following", user))
              .handle(
                  (answer, failure) -> {
                    underWay.release();
                    if (failure != null || answer.statusCode() != 200) {
                      failed.incrementAndGet();
                      return null;
                    }
                    String side = answer.headers().firstValue("X-Banyan-Side").orElse("");
                    String before = sides.putIfAbsent(user, side);
                    moved.addAndGet(before == null || before.equals(side) ? 0 : 1);
                    serverless.addAndGet(side.equals("serverless") ? 1 : 0);
                    return null;
                  }));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

    assertThat(done).isGreaterThanOrEqualTo(changes);
    assertThat(failed).hasValue(0);
    assertThat(moved).hasValue(0);
    long inCohort = sides.values().stream().filter("serverless"::equals).count();
    double share = 100.0 * serverless.get() / total;
    // 10 % of the cohorts; how many of these 2,000 (or fewer) users fall into them is fixed.
    assertThat(share)
        .isCloseTo(100.0 * inCohort / sides.size(), org.assertj.core.data.Offset.offset(1.0));
    assertThat(100.0 * inCohort / sides.size()).isBetween(8.0, 12.0);
  }
}
