package dev.banyan.proxy.routefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.proxy.route.Identity;
import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.route.UpstreamSpec;
import java.io.Reader;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteFileTest {

  private static final String WHOLE =
      """
      upstreams:
        api: {url: "https://abc.execute-api.eu-central-1.amazonaws.com/live", sigv4: {service: execute-api, region: eu-central-1}}
        feed-function: {lambda: "feed:live", region: eu-central-1}
      capabilities:
        feed:
          identity: {from: cookie, name: uid}
          include: [tester]
          exclude: [boss]
      routes:
        - method: GET
          path: /feed/{id}
          capability: feed
          access: read
          timeout: 500ms
          serverless: feed-function
          fallback: false
          anonymous: address
          idempotency-header: Idempotency-Key
          max-body: 64KB
          shadow: {percent: 50, noise-percent: 5, ignore: [$.at], unordered: ["$.items"], mask: [nick]}
        - {method: PUT, path: "/feed/{id}", capability: feed, access: write, serverless: api}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "routes: [{method: GET, path: /a, capabilty: c, access: read}]|line 1, column 34: 'capabilty' is not known: did you mean 'capability'?",
        "routes: [{method: GET, path: /a, access: read}]|line 1, column 10: this entry has no 'capability'",
        "routes: [{method: GOT, path: /a, capability: c, access: read}]|method 'GOT' is not known",
        "routes: [{method: GET, path: a, capability: c, access: read}]|must begin with '/'",
        "routes: [{method: GET, path: '/a/{', capability: c, access: read}]|has the segment '{'",
        "routes: [{method: GET, path: /a, capability: c, access: read, timeout: 5}]|write 500ms, 5s or 1m",
        "routes: [{method: GET, path: /a, capability: c, access: look}]|use one of [read, write]",
        "routes: [{method: GET, method: PUT, path: /a, capability: c, access: read}]|'method' is there twice",
        "routes: [{method: GET, path: /a, capability: c, access: read, serverless: x}]|there is no upstream 'x': add it under 'upstreams:'",
        "routes: [{method: GET, path: /a, capability: c, access: read, shadow: {percnt: 1}}]|did you mean 'percent'?",
        "routes: [{method: GET, path: /a, capability: c, access: read, max-body: 5}]|write 512B, 64KB or 10MB",
        "upstreams: {a: {url: ftp://x}}|is no URL",
        "upstreams: {a: {url: http://x, lambda: f}}|needs one of 'url' and 'lambda'",
        "upstreams: {a: {lambda: f, regin: x}}|did you mean 'region'?",
        "{routes: [{method: GET, path: /a, capability: feed, access: read}], capabilities: {fed: {include: [a]}}}|did you mean 'feed'?",
        "routs: []|'routs' is not known: did you mean 'routes'?",
        "routes: [|is not YAML",
        "[]|this is not a mapping",
        "routes: [{method: GET, path: '/{a}', capability: c, access: read}, {method: GET, path: '/{b}', capability: c, access: read}]|GET /{b} matches the same requests as GET /{a} (r.yaml, line 1)",
      })
  void read_namesPlaceMistakeAndRemedy(String text, String message) {
    assertThatThrownBy(() -> RouteFile.read("r.yaml", new StringReader(text)))
        .isInstanceOf(RouteFileException.class)
        .hasMessageStartingWith("r.yaml, line ")
        .hasMessageContaining(message);
  }

  @Test
  void read_namesBothFilesOfAConflict() {
    Map<String, Reader> texts = new LinkedHashMap<>();
    texts.put(
        "a.yaml",
        new StringReader("routes:\n  - {method: GET, path: /x, capability: c, access: read}\n"));
    texts.put(
        "b.yaml",
        new StringReader("routes:\n\n  - {method: GET, path: /x, capability: d, access: read}\n"));

    assertThatThrownBy(() -> RouteFile.read(texts))
        .hasMessageStartingWith("b.yaml, line 3, column 5")
        .hasMessageContaining("(a.yaml, line 2)");
  }

  @Test
  void read_takesAllThatARouteCanSay() {
    RouteTable table = RouteFile.read("r.yaml", new StringReader(WHOLE));

    Route read = table.match("GET", "/feed/a%20b");
    assertThat(read.rules().serverless()).isEqualTo("feed-function");
    assertThat(read.rules().fallback()).isFalse();
    assertThat(read.rules().maxBody()).isEqualTo(65_536);
    assertThat(read.rules().shadow().ignored()).containsExactly("$.at");
    assertThat(read.pathParameters("/feed/a%20b")).containsExactly(Map.entry("id", "a b"));
    assertThat(table.rules("feed").identity()).isEqualTo(new Identity(Identity.Kind.COOKIE, "uid"));
    assertThat(table.upstreams().get("feed-function"))
        .isEqualTo(new UpstreamSpec.Lambda("feed-function", "feed:live", "eu-central-1", null));
  }
}
