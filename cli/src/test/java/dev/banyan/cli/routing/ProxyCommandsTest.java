package dev.banyan.cli.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.banyan.cli.CommandRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a proxy, against one whose answers are written here. */
final class ProxyCommandsTest {

  private record Answer(int status, String body) {}

  @TempDir private Path folder;

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known =
              "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          Answer answer =
              known
                  ? answers.getOrDefault(asked, new Answer(404, "{\"error\":\"no " + asked + "\"}"))
                  : new Answer(401, "{\"error\":\"show the admin token\"}");
          byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    answer("GET /routes", 200, ROUTES);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static final String ROUTES =
      "{'count':1,'version':3,'loadedAt':'2026-01-31T10:00:00Z','failure':null,'failedAt':null,"
          + "'routes':[{'method':'GET','path':'/feed','capability':'feed','access':'read',"
          + "'timeoutMillis':10000,'legacy':'legacy','serverless':'serverless','fallback':true,"
          + "'origin':'routes.yaml:4'}]}";

  private void answer(String asked, int status, String body) {
    answers.put(asked, new Answer(status, body.replace('\'', '"')));
  }

  private CommandRun run(String... args) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    return run(token, args);
  }

  private CommandRun run(Path token, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(
        List.of(
            "--admin",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "--admin-token-file",
            token.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void ended(CommandRun run, int code, String... parts) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(code);
    assertThat(run.out() + run.err()).contains(parts).doesNotContain("\tat ", "secret\n");
  }

  @Test
  void list_showsRoutesAndWhereTheyAreWritten() throws Exception {
    ended(run("routes", "list"), 0, "GET /feed", "routes.yaml:4", "Version 3");
  }

  @Test
  void list_inJsonIsWhatTheProxySays() throws Exception {
    CommandRun run = run("routes", "list", "--output", "json");

    assertThat(new ObjectMapper().readTree(run.out()).at("/routes/0/path").asText())
        .isEqualTo("/feed");
  }

  @Test
  void list_endsWithOneIfAnOlderFileIsInForce() throws Exception {
    answer("GET /routes", 200, ROUTES.replace("'failure':null", "'failure':'routes.yaml:9: no'"));

    ended(run("routes", "list"), 1, "GET /feed");
  }

  @Test
  void audit_showsWhatWasChangedAndWhy() throws Exception {
    answer(
        "GET /audit?capability=feed",
        200,
        "{'log':'feed','changes':[{'at':'2026-01-31T10:00:00Z','who':'vm-1',"
            + "'change':'reads CANARY(50) to SHADOW','reason':'31.9 % failed'}]}");

    ended(
        run("routes", "audit", "feed"),
        0,
        "2026-01-31T10:00:00Z  reads CANARY(50) to SHADOW  by vm-1",
        "31.9 % failed");
  }

  @Test
  void reload_saysWhatIsInForce() throws Exception {
    answer("POST /routes/reload", 200, ROUTES);

    ended(run("routes", "reload"), 0, "1 routes are in force, version 3");
  }

  @Test
  void reload_warnsOfCapabilitiesWithoutRecord() throws Exception {
    answer(
        "POST /routes/reload",
        200,
        "{'count':1,'version':3,'loadedAt':'now','warnings':['routes.yaml, line 2: no capability']}");

    ended(run("routes", "reload"), 0, "Warning: routes.yaml, line 2: no capability");
  }

  @Test
  void reload_endsWithOneIfItIsRefused() throws Exception {
    answer("POST /routes/reload", 422, "{'count':1,'error':'routes.yaml:9:3: unknown key'}");

    ended(run("routes", "reload"), 1, "Refused", "routes.yaml:9:3");
  }

  @Test
  void explain_saysItInASentenceAndInFields() throws Exception {
    answer(
        "GET /explain?method=GET&path=%2Ffeed&user=a%26b",
        200,
        "{'route':'GET /feed','capability':'feed','readStage':'CANARY(10)','side':'serverless',"
            + "'reason':'cohort','cohort':7,'fallback':true,'shadowed':false,'breaker':'CLOSED'}");

    CommandRun run = run("route", "explain", "get", "/feed", "--user", "a&b");

    ended(
        run,
        0,
        "GET /feed of a&b goes to serverless, because reads of feed are at CANARY(10), and a&b is"
            + " in it (cohort 7 of 100). If serverless fails, legacy answers.",
        "readStage");
  }

  @Test
  void explain_refusesWhatIsNoMethodOrPath() throws Exception {
    ended(run("route", "explain", "/feed", "GET"), 2, "METHOD first");
    ended(run("route", "explain", "GET", "feed"), 2, "slash");
    ended(run("route", "explain", "GET", "https://host/feed"), 2, "no host");
  }

  @Test
  void report_showsRatesAndEndsWithOneIfFlagged() throws Exception {
    answer(
        "GET /shadow?capability=feed",
        200,
        "{'capability':'feed','pairs':200,'flagged':1,'routes':[{'route':'GET /feed','pairs':200,"
            + "'noisePairs':20,'paths':[{'difference':'$.items[].text.value','flagged':true,"
            + "'differed':20,'noisy':0,'raw':{'rate':0.1,'low':0.06,'high':0.17},"
            + "'noise':{'rate':0,'low':0,'high':0.2}}],'samples':[{'path':'/feed','query':null,"
            + "'correlationId':'c1','at':'2026-01-31T10:00:00Z','values':[{'difference':"
            + "'$.items[].text.value','legacy':'old','serverless':'new'}]}]}]}");

    ended(
        run("shadow", "report"),
        1,
        "feed: 200 pairs compared, 1 paths flagged",
        "FLAGGED",
        "10.00 % (6.00 to 17.00)",
        "legacy old, serverless new");
  }

  @Test
  void status_showsTheLastCheck() throws Exception {
    answer(
        "GET /canary?capability=feed",
        200,
        "{'capability':'feed','stage':'CANARY(10)','failedChecks':2,'lastSafe':'SHADOW',"
            + "'checkedAt':'2026-01-31T10:00:00Z','routes':{'GET /feed':{'verdict':'FAILED',"
            + "'why':'errors 5 % against 0 %','legacyRequests':900,'serverlessRequests':100,"
            + "'legacyErrors':0,'serverlessErrors':5,'legacyP99Micros':9000,"
            + "'serverlessP99Micros':12000}}}");

    ended(run("canary", "status", "feed"), 1, "CANARY(10)", "SHADOW", "900, 100", "errors 5 %");
  }

  @Test
  void unknownCapability_isBadInputInTheProxysWords() throws Exception {
    answer("GET /canary?capability=fed", 404, "{'error':'give ?capability=, one of [feed]'}");

    ended(run("canary", "status", "fed"), 2, "one of [feed]");
  }

  @Test
  void aWrongToken_isSaidAndNotShown() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "hunter2");

    CommandRun run = run(wrong, "routes", "list");

    ended(run, 2, "does not take this token");
    assertThat(run.err()).doesNotContain("hunter2");
  }

  @Test
  void aTokenFileThatIsNotThere_isNamed() {
    ended(run(folder.resolve("none"), "routes", "list"), 2, "none", "cannot be read");
  }

  @Test
  void aTokenThatNoHeaderCarries_isRefused() throws Exception {
    Path odd = Files.writeString(folder.resolve("odd"), "two\nlines");

    ended(run(odd, "routes", "list"), 2, "printable ASCII");
  }

  @Test
  void aProxyThatIsAway_isAFailure() throws Exception {
    stop();

    ended(run("routes", "list"), 1, "does not answer", "is the proxy up");
  }

  @Test
  void somethingElseThanAProxy_isSaid() throws Exception {
    answers.put("GET /routes", new Answer(200, "<html>"));

    ended(run("routes", "list"), 1, "does not answer in JSON");
  }

  @Test
  void anAddressThatIsNone_isRefused() {
    ended(CommandRun.of("routes", "list", "--admin", "ftp://x"), 2, "http://127.0.0.1:8089");
  }

  @Test
  void stageCommands_stillAskForTheirParameters() {
    ended(CommandRun.of("shadow"), 2, "Missing required parameter: CAPABILITY");
    ended(CommandRun.of("canary", "feed"), 2, "Missing required parameter: PERCENT");
  }

  @Test
  void stageCommands_stillTakeACapability() {
    String none = folder.toString();

    ended(CommandRun.of("shadow", "feed", "--state-dir", none), 2, "banyan up");
    ended(CommandRun.of("canary", "feed", "10", "--state-dir", none), 2, "banyan up");
  }
}
