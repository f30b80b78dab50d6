package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ReadStage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions and signed upstreams through the whole proxy; the test's server plays AWS. */
class AwsUpstreamTest {

  private static final String INVOKE = "/2015-03-31/functions/feed/invocations";

  @TempDir static Path folder;
  private static ProxyRig rig;

  /** One for all: to close the SDK's client takes two seconds. */
  @BeforeAll
  static void start() throws IOException {
    System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
    System.setProperty("aws.secretAccessKey", "secret");
    Path file = folder.resolve("routes.yaml");
    Files.writeString(file, "routes: []\n");
    rig = new ProxyRig(p -> ProxyRig.withRoutes(p, file.toString()));
    Files.writeString(
        file,
        """
        upstreams:
          feed-function: {lambda: feed, region: eu-central-1, endpoint: "%1$s"}
          gateway: {url: "%1$s/live", sigv4: {service: execute-api, region: eu-central-1}}
        routes:
          - {method: GET, path: "/feed/{id}", capability: feed, access: read, serverless: feed-function, timeout: 1s}
          - {method: PUT, path: "/feed/{id}", capability: feed, access: write, serverless: feed-function, timeout: 2s}
          - {method: GET, path: "/orders/{id}", capability: feed, access: read, serverless: gateway, timeout: 1s}
          - {method: POST, path: "/orders", capability: orders, access: write, serverless: gateway, timeout: 2s}
        """
            .formatted(rig.serverless.url()));
    rig.send(rig.admin("/routes/reload").POST(HttpRequest.BodyPublishers.noBody()).build());
    rig.change("feed", c -> c.ownedByServerless(ProxyRig.POSITION_1));
    rig.change("feed", c -> c.withReadStage(ReadStage.SERVERLESS));
    rig.change("orders", c -> c.ownedByServerless(ProxyRig.POSITION_1));
  }

  @BeforeEach
  void forget() {
    rig.serverless.seen.clear();
  }

  @AfterAll
  static void stop() {
    rig.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void function_isInvokedAndItsAnswerRelayed() {
    rig.serverless.answer =
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      JsonObject event = new JsonObject(body);
                      JsonObject said =
                          new JsonObject()
                              .put("statusCode", 201)
                              .put("headers", new JsonObject().put("X-Of", "function"))
                              .put(
                                  "body",
                                  event.getString("routeKey")
                                      + " "
                                      + event.getJsonObject("pathParameters").getString("id")
                                      + " "
                                      + event.getString("body"));
                      request.response().end(said.encode());
                    });

    HttpResponse<String> answer =
        rig.send(
            rig.request("/feed/a%20b")
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("hello"))
                .build());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("PUT /feed/{id} a b hello");
    assertThat(answer.headers().firstValue("X-Of")).contains("function");
    assertThat(rig.serverless.seen.get(0).uri()).isEqualTo(INVOKE);
    assertThat(rig.serverless.seen.get(0).headers().get("Authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/");
  }

  @Test
  void failedFunction_isReplacedForReadsAnd502ForWrites() {
    rig.serverless.answer =
        request ->
            request
                .response()
                .putHeader("X-Amz-Function-Error", "Unhandled")
                .end("{\"errorMessage\":\"inside\"}");

    assertThat(rig.side(rig.get("/feed/a", "a"))).isEqualTo("legacy");
    HttpResponse<String> write = rig.send(rig.put("/feed/a", "b"));
    assertThat(write.statusCode()).isEqualTo(502);
    assertThat(write.body()).doesNotContain("inside");
    assertThat(rig.serverless.seen).as("nothing is invoked twice").hasSize(2);
  }

  /** One client could open the breaker for all. */
  @Test
  void malformedQueryAndPath_areAskedForAllTheSame() throws IOException {
    rig.serverless.answer = request -> request.response().end("{}");
    for (String target :
        List.of("/orders/a?q=100%", "/orders/a?q=%zz", "/orders/{", "/orders/a|b")) {
      byte[] request =
          RawClient.bytes("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

      RawClient.Back back = RawClient.send(rig.proxy.port(), request, RawClient.PATIENCE_MILLIS);

      assertThat(back.statuses()).as(back.text()).containsExactly(200);
      assertThat(back.text()).containsIgnoringCase("x-banyan-side: serverless");
      assertThat(rig.serverless.seen.remove(0).uri()).isEqualTo("/live" + target);
    }
  }

  @Test
  void silentFunction_isReplacedForReads() {
    rig.serverless.answer = request -> {};

    assertThat(rig.side(rig.get("/feed/a", "a"))).isEqualTo("legacy");
  }

  @Test
  void signedRequest_carriesSignatureAndTheClientsOwnAuthorization() {
    rig.serverless.answer =
        request -> request.body().onSuccess(body -> request.response().end("got " + body));

    HttpResponse<String> answer =
        rig.send(
            rig.request("/orders?x=1")
                .header("Authorization", "Bearer mine")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

    assertThat(answer.body()).isEqualTo("got {}");
    TestSide.Seen seen = rig.serverless.seen.get(0);
    assertThat(seen.uri()).isEqualTo("/live/orders?x=1");
    assertThat(seen.headers().get("Authorization"))
        .contains("/eu-central-1/execute-api/aws4_request")
        .contains("SignedHeaders=content-type;host");
    assertThat(seen.headers().get("X-Banyan-Authorization")).isEqualTo("Bearer mine");
    assertThat(seen.headers().get("X-Amz-Date")).isNotBlank();
  }
}
