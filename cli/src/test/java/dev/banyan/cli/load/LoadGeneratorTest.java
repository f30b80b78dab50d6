package dev.banyan.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.cli.Await;
import dev.banyan.cli.input.LoadedPosts;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.load.LoadReport.Sample;
import dev.banyan.cli.load.LoadReport.Stage;
import dev.banyan.cli.load.SocialServer.Lie;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LoadGeneratorTest {

  private static final String SECRET = "a secret for tests of at least 32 bytes";
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final SocialGraph graph = SocialGraph.generate(40, 300, 6);
  private final SocialModel model =
      new SocialModel(graph, new LoadedPosts(6, Instant.parse("2026-11-01T00:00:00Z")));
  private final SocialServer server;

  LoadGeneratorTest() throws IOException {
    server = new SocialServer();
  }

  @BeforeEach
  void loadServer() {
    graph.forEachFollow((a, b) -> server.follow(graph.userId(a), graph.userId(b)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void start_sendsTheMixAndTheModelMatchesAnHonestServer() throws InterruptedException {
    LoadReport report = run(1500, 1000);

    Stage stage = report.stages().get(0);
    assertThat(stage.failureSamples()).isEmpty();
    assertThat(stage.staleSamples()).isEmpty();
    assertThat(stage.unchecked()).isZero();
    assertThat(followsInModel()).containsExactlyInAnyOrderElementsOf(server.follows());
    assertThat(postsInModel()).containsExactlyInAnyOrderElementsOf(server.posts());
    assertThat(stage.latencies().keySet()).contains(Operation.values());
    assertThat(count(stage, Operation.HOME_FEED)).isBetween(600L, 840L);
    assertThat(count(stage, Operation.FOLLOW)).isBetween(60L, 140L);
    assertThat(count(stage, Operation.CHECK_POST)).isEqualTo(count(stage, Operation.COMPOSE_POST));
  }

  @Test
  void report_saysWhichSideAnswered() throws InterruptedException {
    LoadReport report = run(300, 500);

    assertThat(report.sides().get("relationships").legacyRequests()).isZero();
    assertThat(report.sides().get("relationships").serverlessRequests()).isPositive();
    assertThat(report.sides().get("feed").serverlessRequests()).isZero();
    assertThat(report.requests()).isEqualTo(server.requests());
  }

  @Test
  void lostWrite_isAStaleReadAndStaysInTheModel() throws InterruptedException {
    server.lies((method, path) -> method.equals("PUT") ? Lie.LOSE_WRITE : Lie.NONE);

    LoadReport report = run(400, 1000);

    assertThat(report.staleReads()).isPositive();
    assertThat(report.failures()).isZero();
    assertThat(followsInModel()).hasSizeGreaterThan(server.follows().size());
    Sample sample = report.stages().get(0).staleSamples().get(0);
    assertThat(sample.path()).matches("/users/u\\d+/following(/u\\d+|\\?limit=200.*)");
    assertThat(sample.kind()).startsWith("own follow not");
    assertThat(sample.correlationId()).startsWith("load-");
    assertThat(sample.side()).isEqualTo("serverless");
    assertThat(sample.stage()).isEqualTo("test");
    assertThat(report.stages().get(0).staleSamples()).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void staleFollow_isFoundByTheSingleCheck() throws InterruptedException {
    server.lies(
        (method, path) ->
            path.matches("/users/u\\d+/following/u\\d+") && method.equals("GET")
                ? Lie.STALE
                : Lie.NONE);

    LoadReport report = run(400, 1000);

    assertThat(report.stages().get(0).staleSamples())
        .extracting(Sample::kind)
        .contains("own follow not shown", "own unfollow not shown")
        .hasSize(20);
  }

  @Test
  void staleList_isFoundByPagingAlone() throws InterruptedException {
    server.lies((method, path) -> path.endsWith("/following") ? Lie.STALE : Lie.NONE);

    // One write of eight is checked so, and a list that is empty is wrong after a follow only.
    LoadReport report = run(2_500, 1500);

    assertThat(report.stages().get(0).staleSamples())
        .isNotEmpty()
        .allMatch(sample -> sample.kind().startsWith("own follow not in list"));
  }

  @Test
  void pagedCheck_followsTheCursors() throws InterruptedException {
    LoadReport report = run(600, 1500);

    assertThat(report.staleReads()).isZero();
    assertThat(server.uris()).anyMatch(uri -> uri.contains("limit=200&cursor="));
  }

  @Test
  void staleTimeline_isCountedAfterCompose() throws InterruptedException {
    server.lies(
        (method, path) -> path.endsWith("/posts") && method.equals("GET") ? Lie.STALE : Lie.NONE);

    LoadReport report = run(300, 1000);

    assertThat(report.stages().get(0).staleSamples())
        .isNotEmpty()
        .allMatch(sample -> sample.kind().startsWith("own post not shown: "));
  }

  @Test
  void failedWrite_isUncertainWhetherDoneOrNot() throws InterruptedException {
    var turn = new AtomicInteger();
    server.lies(
        (method, path) ->
            method.equals("GET")
                ? Lie.NONE
                : turn.incrementAndGet() % 2 == 0 ? Lie.FAIL_DONE : Lie.FAIL_UNDONE);

    LoadReport report = run(500, 1000);

    Stage stage = report.stages().get(0);
    assertThat(stage.failuresByKind())
        .containsKeys("FOLLOW: status 500", "UNFOLLOW: status 500", "COMPOSE_POST: status 500");
    assertThat(stage.failureSamples()).hasSize(20);
    assertThat(stage.failureSamples().get(0).detail()).contains("done");
    assertThat(stage.failures())
        .isEqualTo(stage.failuresByKind().values().stream().mapToLong(n -> n).sum());
    assertThat(model.uncertainEdges()).isNotEmpty();
    assertThat(model.uncertainPosts()).isPositive();
    assertThat(model.follows()).isEqualTo(300);
    for (String follow : differences(followsInModel(), server.follows())) {
      String[] ends = follow.split(":");
      assertThat(model.isUncertain(model.userOf(ends[0]), model.userOf(ends[1]))).isTrue();
    }
  }

  @Test
  void unreachableServer_isAFailureOfEachRequest() throws InterruptedException {
    server.close();

    LoadReport report = run(20, 200, server.url());

    assertThat(report.failures()).isEqualTo(report.requests()).isPositive();
    assertThat(report.stages().get(0).failureSamples().get(0).kind()).isEqualTo("no answer");
    assertThat(report.stages().get(0).failureSamples().get(0).detail())
        .contains("ConnectException");
  }

  @Test
  void hangingServer_makesTimeoutsAndDelaysAndNothingIsSkipped() throws InterruptedException {
    server.lies((method, path) -> Lie.HANG);
    var settings =
        new LoadSettings(
            server.url(), 500, 2, 1, SECRET, Duration.ZERO, Duration.ofMillis(150), false);

    try (var load = new LoadGenerator(settings, model)) {
      load.start("hanging");
      Await.until("10 timeouts", () -> load.report().failures() >= 10);
      LoadReport report = load.report();
      assertThat(report.delayed()).isGreaterThanOrEqualTo(4);
      assertThat(report.behind()).isGreaterThan(Duration.ofMillis(300));
      assertThat(report.stages().get(0).failuresByKind().keySet())
          .allMatch(kind -> kind.endsWith(": timeout"));
      assertThat(report.inFlight()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void pauseAndDrain_stopsSendingUntilResumed() throws InterruptedException {
    try (var load = new LoadGenerator(settings(800), model)) {
      load.start("before");
      Await.until("traffic", () -> load.report().requests() > 50);
      assertThat(load.pauseAndDrain(DRAIN)).isTrue();
      assertThat(load.pauseAndDrain(DRAIN)).isTrue();

      long before = server.requests();
      assertThat(load.report().inFlight()).isZero();
      assertThat(load.report().requests()).isEqualTo(before);
      assertThat(followsInModel()).containsExactlyInAnyOrderElementsOf(server.follows());
      assertThat(server.requests()).isEqualTo(before);

      load.stage("after");
      long resumed = System.nanoTime();
      load.resume();
      Await.until("more traffic", () -> server.requests() > before + 50);
      Await.until("counted", () -> load.report().stages().get(1).requests() > 20);
      Duration since = Duration.ofNanos(System.nanoTime() - resumed);
      assertThat(load.report().stages().get(1).latency().max()).isLessThan(since.plusSeconds(1));
    }
  }

  @Test
  void pauseAndDrain_saysWhenAnswersDoNotCome() throws InterruptedException {
    server.lies((method, path) -> Lie.HANG);
    try (var load = new LoadGenerator(settings(200), model)) {
      load.start("hanging");
      Await.until("in flight", () -> load.report().inFlight() > 0);
      assertThat(load.pauseAndDrain(Duration.ofMillis(50))).isFalse();
      server.letGo();
      assertThat(load.pauseAndDrain(DRAIN)).isTrue();
    }
  }

  @Test
  void stage_separatesCounts() throws InterruptedException {
    try (var load = new LoadGenerator(settings(800), model)) {
      load.start("one");
      Await.until("traffic", () -> load.report().requests() > 50);
      load.stage("two");
      Await.until("traffic", () -> load.report().stages().get(1).requests() > 50);
      load.pauseAndDrain(DRAIN);

      LoadReport report = load.report();
      assertThat(report.stages()).extracting(Stage::name).containsExactly("one", "two");
      assertThat(report.requests()).isEqualTo(server.requests());
    }
  }

  private LoadReport run(long requests, double rate) throws InterruptedException {
    return run(requests, rate, server.url());
  }

  private LoadReport run(long requests, double rate, URI url) throws InterruptedException {
    try (var load = new LoadGenerator(LoadSettings.of(url, rate, 11, SECRET), model)) {
      load.start("test");
      Await.until(requests + " requests", () -> load.report().requests() >= requests);
      assertThat(load.pauseAndDrain(DRAIN)).isTrue();
      return load.report();
    }
  }

  private LoadSettings settings(double rate) {
    return LoadSettings.of(server.url(), rate, 11, SECRET);
  }

  private static long count(Stage stage, Operation operation) {
    return stage.latencies().get(operation).count();
  }

  private List<String> followsInModel() {
    var follows = new ArrayList<String>();
    model
        .followsNow()
        .forEachFollow((a, b) -> follows.add(model.userId(a) + ":" + model.userId(b)));
    return follows;
  }

  private List<String> postsInModel() {
    return model.postsNow().stream()
        .map(post -> post.id().toHexString())
        .collect(Collectors.toList());
  }

  private static List<String> differences(List<String> left, List<String> right) {
    var all = new ArrayList<>(left);
    all.removeAll(right);
    var others = new ArrayList<>(right);
    others.removeAll(left);
    all.addAll(others);
    return all;
  }
}
