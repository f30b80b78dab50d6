package dev.banyan.localcloud.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.localcloud.lambda.http.RouteTable.Match;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RouteTableTest {

  private static final RouteTable<String> TABLE =
      RouteTable.of(
          Map.of(
              "proxy", List.of(new HttpRoute("ANY", "/{proxy+}")),
              "one", List.of(new HttpRoute("GET", "/users/{id}")),
              "any", List.of(new HttpRoute("ANY", "/users/{id}")),
              "me", List.of(new HttpRoute("GET", "/users/me")),
              "edge", List.of(new HttpRoute("PUT", "/users/{id}/following/{other}"))));

  @Test
  void find_prefersTheMoreSpecificPathThenTheExactMethod() {
    assertThat(target("GET", "/users/me")).isEqualTo("me");
    assertThat(target("GET", "/users/ann")).isEqualTo("one");
    assertThat(target("DELETE", "/users/ann")).isEqualTo("any");
    assertThat(target("GET", "/users/ann/following/bob")).isEqualTo("proxy");
    assertThat(target("GET", "/users/ann/")).isEqualTo("one");
  }

  @Test
  void find_decodesParameters() {
    assertThat(find("PUT", "/users/a%20b/following/c+d%2Fe").parameters())
        .containsExactly(Map.entry("id", "a b"), Map.entry("other", "c+d/e"));
    assertThat(find("GET", "/a/b/c").parameters()).containsExactly(Map.entry("proxy", "a/b/c"));
  }

  @Test
  void find_isEmptyWithoutARoute() {
    RouteTable<String> small =
        RouteTable.of(Map.of("one", List.of(new HttpRoute("GET", "/users/{id}"))));

    assertThat(small.find("GET", "/users")).isEmpty();
    assertThat(small.find("POST", "/users/ann")).isEmpty();
    assertThat(small.find("GET", "/users/ann/more")).isEmpty();
  }

  @Test
  void of_rejectsARouteThatIsDeclaredTwice() {
    HttpRoute route = new HttpRoute("GET", "/twice");

    assertThatThrownBy(() -> RouteTable.of(Map.of("a", List.of(route), "b", List.of(route))))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("GET /twice");
  }

  private static String target(String method, String path) {
    return find(method, path).target();
  }

  private static Match<String> find(String method, String path) {
    return TABLE.find(method, path).orElseThrow();
  }
}
