package dev.banyan.proxy.routefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.proxy.route.Route;
import dev.banyan.proxy.route.RouteTable;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiImportTest {

  @Test
  void openApi_becomesARouteFile() {
    String openApi =
        """
        openapi: 3.0.3
        servers: [{url: "https://example.org/v1"}]
        paths:
          /users/{user-id}:
            parameters: []
            get: {tags: [User Accounts]}
            head: {}
          /search:
            post: {x-banyan-access: read, x-banyan-capability: search}
          /files/{name}.json:
            get: {}
        """;

    OpenApiImport.Result made = OpenApiImport.read("o.yaml", openApi, "rest");

    RouteTable table = RouteFile.read("made", new StringReader(made.text()));
    assertThat(made.routes()).isEqualTo(2);
    assertThat(table.match("GET", "/v1/users/7").capability()).isEqualTo("user-accounts");
    assertThat(table.match("POST", "/v1/search").access().name()).isEqualTo("READ");
    assertThat(made.skipped()).hasSize(2).anyMatch(line -> line.contains("{name}.json"));
  }

  private static OpenApiImport.Result made(String openApi) {
    return OpenApiImport.read("o.yaml", openApi, "rest");
  }

  /** Method and path of each route. */
  private static List<String> routes(String openApi) {
    return RouteFile.read("made", new StringReader(made(openApi).text())).routes().stream()
        .map(Route::name)
        .toList();
  }

  @Test
  void pathItem_thatIsAReferenceIsFollowed() {
    String openApi =
        """
        paths:
          /a: {$ref: '#/components/pathItems/A'}
          /b: {$ref: '#/paths/~1a'}
          /c: {$ref: 'other.yaml#/c'}
          /d: {get: {}}
        components: {pathItems: {A: {get: {}, put: {}}}}
        """;

    assertThat(routes(openApi)).containsExactly("GET /a", "PUT /a", "GET /b", "PUT /b", "GET /d");
    assertThat(made(openApi).skipped())
        .hasSize(1)
        .anyMatch(told -> told.startsWith("line 4: /c: 'other.yaml#/c' is not in this file"));
  }

  @Test
  void pathItem_withAReferenceKeepsItsOwnOperations() {
    String openApi =
        """
        paths:
          /a: {$ref: '#/x/A', get: {tags: [own]}}
          /b: {$ref: 'other.yaml#/b', get: {}}
        x: {A: {get: {tags: [referred]}, put: {}}}
        """;

    assertThat(routes(openApi)).containsExactly("GET /a", "PUT /a", "GET /b");
    assertThat(made(openApi).capabilities()).containsExactly("own", "rest");
    assertThat(made(openApi).skipped())
        .hasSize(2)
        .anyMatch(told -> told.startsWith("line 4: GET /a: it matches the same requests"))
        .anyMatch(told -> told.startsWith("line 3: /b: 'other.yaml#/b' is not in this file"));
  }

  @Test
  void pathItem_thatRefersToItselfIsTold() {
    String circle =
        """
        paths:
          /a: {$ref: '#/paths/~1b'}
          /b: {$ref: '#/paths/~1a'}
        """;

    assertThatThrownBy(() -> made(circle))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining("line 3: /a: '#/paths/~1a' refers to itself")
        .hasMessageContaining("line 2: /b: '#/paths/~1b' refers to itself");
    assertThat(routes(circle + "  /c: {$ref: '#/paths/~1c', get: {}}\n")).containsExactly("GET /c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a: {get: {}};/b: {get: {}};/a: {put: {}}|line 4, column 3: '/a' is there twice, first in line 2",
        "/a:;  get: {};  get: {}|line 4, column 5: 'get' is there twice, first in line 3",
        "/a: {get: {x-banyan-access: read, x-banyan-access: write}}|column 37: 'x-banyan-access' is there twice, first in line 2"
      })
  void key_thatIsThereTwiceIsRefused(String paths, String told) {
    assertThatThrownBy(() -> made("paths:\n  " + paths.replace(";", "\n  ")))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining("o.yaml, ")
        .hasMessageContaining(told)
        .hasMessageContaining("make one of both");
  }

  @Test
  void description_thatMakesMoreThanARouteFileMayHaveSaysWhatToDo() {
    StringBuilder openApi = new StringBuilder("paths:\n");
    for (int i = 0; i < 45_000; i++) {
      openApi.append("  /a/p%d: {get: {}}\n".formatted(i));
    }

    assertThatThrownBy(() -> made(openApi.toString()))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining("o.yaml makes 45,000 routes")
        .hasMessageContaining("split its paths");
  }

  @ParameterizedTest
  @CsvSource({
    "'servers: [{url: \"https://{r}.example/{v}/\", variables: {r: {default: eu}, v: {default: v3}}}]', /v3/a",
    "'servers: [{url: v2/}]', /v2/a",
    "'servers: [{url: \"//api.example/x?y\"}]', /x/a",
    "'servers: [{url: /}]', /a",
    "'basePath: api/v1', /api/v1/a",
    "'basePath: /', /a"
  })
  void server_pathStandsBeforeEachPath(String server, String path) {
    assertThat(routes(server + "\npaths: {/a: {get: {}}}\n")).containsExactly("GET " + path);
  }

  @Test
  void server_ofAnOperationGoesBeforeTheOthers() {
    String openApi =
        """
        servers: [{url: /v1}]
        paths:
          /a:
            servers: [{url: /v2}]
            get: {}
            put: {servers: [{url: /v3}]}
          /b: {get: {}}
        """;

    assertThat(routes(openApi)).containsExactly("GET /v2/a", "PUT /v3/a", "GET /v1/b");
  }

  @Test
  void anchorsAndMergeKeys_areFollowedHoweverMany() {
    StringBuilder openApi = new StringBuilder("x: &x {responses: {}}\npaths:\n");
    for (int i = 0; i < 120; i++) {
      openApi.append("  /p%d: {get: {<<: *x, tags: [a]}, put: *x}\n".formatted(i));
    }

    assertThat(made(openApi.toString()).routes()).isEqualTo(240);
  }

  @Test
  void description_ofManyMegabytesIsRead() {
    String texts = ("\"" + "d".repeat(50_000) + "\", ").repeat(80);
    String openApi = "{\n\t\"paths\": {\"/a\": {\"get\": {}}}, \"x\": [" + texts + "\"\"]}";

    assertThat(routes(openApi)).containsExactly("GET /a");
  }

  @Test
  void twins_areOneRouteAndTold() {
    String openApi = "paths:\n  /a/{id}: {get: {}}\n  /a/{name}: {get: {}}\n  /a/{x}/: {get: {}}\n";

    assertThat(routes(openApi)).containsExactly("GET /a/{id}");
    assertThat(made(openApi).skipped())
        .hasSize(2)
        .anyMatch(
            told ->
                told.startsWith(
                    "line 3: GET /a/{name}: it matches the same requests as GET /a/{id} of line 2"));
  }

  @Test
  void parameter_forSeveralSegmentsIsLeftOut() {
    String openApi = "paths:\n  /a: {get: {}}\n  /d/{proxy+}: {get: {}}\n";

    assertThat(routes(openApi)).containsExactly("GET /a");
    assertThat(made(openApi).skipped())
        .anyMatch(told -> told.startsWith("line 3: GET /d/{proxy+}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1|o.yaml, line 1, column 1: there is no mapping 'paths'",
        "''|o.yaml, line 1, column 1: the file is empty",
        "'paths: {/a: {get: {tags: [x]'|o.yaml, line 1",
        "'paths: {/a: {get: {x-banyan-capability: My Orders}}}'|o.yaml, line 1, column 41: x-banyan-capability 'My Orders' is no name",
        "'paths: {/a: {get: {x-banyan-access: readonly}}}'|o.yaml, line 1, column 37: x-banyan-access 'readonly'",
        "'{servers: [{url: \"/{v}\"}], paths: {/a: {get: {}}}}'|the variable 'v' without a default",
        "'paths: {x-a: 1}'|o.yaml has no operation that can be a route"
      })
  void mistake_isToldWithItsPlace(String openApi, String told) {
    assertThatThrownBy(() -> made(openApi))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining(told);
  }

  @Test
  void controlCharacter_isNotYaml() {
    assertThatThrownBy(() -> made("paths: {/a: {get: {}}}\n\u0001"))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining("o.yaml is not YAML")
        .hasMessageNotContaining("\u0001");
  }

  @Test
  void operation_withoutATagNeedsACapability() {
    assertThatThrownBy(() -> OpenApiImport.read("o.yaml", "paths:\n  /a:\n    get: {}\n", null))
        .hasMessageContaining("o.yaml, line 3, column 10: GET /a has no tag");
  }
}
