package dev.banyan.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.route.ShadowRules;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoiseTest {

  private static final ShadowRules RULES =
      new ShadowRules(100, 10, Set.of("$.at", "$.items[].n"), Set.of("$.tags"), List.of("nick"));

  private static List<String> names(Answer legacy, Answer serverless) {
    return ShadowComparison.of(legacy, serverless, RULES).stream().map(Difference::name).toList();
  }

  private static Answer json(String body) {
    return new Answer(200, "application/json", Buffer.buffer(body));
  }

  @Test
  void comparison_followsRulesKindsAndForms() {
    assertThat(names(json("{\"at\":1,\"tags\":[1,2]}"), json("{\"at\":2,\"tags\":[2,1]}")))
        .isEmpty();
    assertThat(names(json("{\"items\":[{\"n\":1}]}"), json("{\"items\":[{\"n\":2}]}"))).isEmpty();
    assertThat(names(json("{\"atom\":1}"), json("{\"atom\":2}"))).containsExactly("$.atom.value");
    assertThat(names(json("[1,2]"), json("[1]"))).containsExactly("$.length");
    assertThat(names(json("[1,2]"), json("[2,1]"))).containsExactly("$.order");
    assertThat(names(json("{\"a\":1}"), json("{\"a\":\"1\"}"))).containsExactly("$.a.type");
    String form = "application/x-www-form-urlencoded";
    assertThat(
            names(
                new Answer(200, form, Buffer.buffer("a=1&b=x+y")),
                new Answer(200, form, Buffer.buffer("b=x%20y&a=2"))))
        .containsExactly("$.a[].value");
    assertThat(
            names(
                new Answer(200, "image/png", Buffer.buffer(new byte[] {1})),
                new Answer(200, "image/png", Buffer.buffer(new byte[] {1, 2}))))
        .containsExactly("$.length");
    assertThat(names(json("1"), new Answer(404, "application/json", Buffer.buffer("1"))))
        .containsExactly("$status.value");
  }

  /** They are read as doubles, as clients read them. */
  @Test
  void numbersBeyondADouble_areCompared() {
    assertThat(names(json("{\"a\":1e400}"), json("{\"a\":1}"))).containsExactly("$.a.value");
    assertThat(names(json("{\"a\":1e400}"), json("{\"a\":-1e400}"))).containsExactly("$.a.value");
    assertThat(names(json("{\"a\":1e400}"), json("{\"a\": 1e401}"))).isEmpty();
    assertThat(names(json("{\"a\":1.0}"), json("{\"a\":1}"))).isEmpty();
    String digits = "1".repeat(400);
    assertThat(names(json("[" + digits + "]"), json("[" + digits + "0]")))
        .containsExactly("$[].value");
  }

  @Test
  void path_isFlaggedOnlyBeyondLegacysOwnNoise() {
    long seed = 5;
    Random random = new Random(seed);
    RouteDifferences differences = new RouteDifferences();
    Difference noisy = new Difference("$.clock", Difference.Kind.VALUE, "1", "2");
    Difference wrong = new Difference("$.name", Difference.Kind.VALUE, "a", "b");
    for (int i = 0; i < 5_000; i++) {
      boolean clock = random.nextInt(100) < 30;
      boolean name = random.nextInt(100) < 4;
      differences.compared(
          clock && name
              ? List.of(noisy, wrong)
              : clock ? List.of(noisy) : name ? List.of(wrong) : List.of());
      if (i % 10 == 0) {
        differences.noise(random.nextInt(100) < 30 ? List.of(noisy) : List.of());
      }
    }

    List<PathReport> report = differences.report(100);
    assertThat(report.get(0).name()).isEqualTo("$.name.value");
    assertThat(report.get(0).flagged()).as("seed %d", seed).isTrue();
    assertThat(report.get(1).flagged()).as("seed %d", seed).isFalse();
    assertThat(report.get(1).raw().low()).isLessThan(0.30);
  }

  @Test
  void path_isNotFlaggedWithoutEnoughPairsOrWithoutNoiseMeasured() {
    Difference wrong = new Difference("$.name", Difference.Kind.VALUE, "a", "b");
    RouteDifferences few = new RouteDifferences();
    RouteDifferences unmeasured = new RouteDifferences();
    for (int i = 0; i < 200; i++) {
      unmeasured.compared(List.of(wrong));
      if (i < 50) {
        few.compared(List.of(wrong));
        few.noise(List.of());
      }
    }

    assertThat(few.report(100).get(0).flagged()).isFalse();
    assertThat(unmeasured.report(100).get(0).flagged()).isFalse();
  }

  @Test
  void mask_hidesSecretsByNameAndByLook() {
    List<String> more = List.of("nick");
    assertThat(Mask.value("$.user.passwordHash", "x", more)).isEqualTo("***");
    assertThat(Mask.value("$.nickName", "x", more)).isEqualTo("***");
    assertThat(Mask.value("$.text", "eyJhbGciOi.x.y", more)).isEqualTo("***");
    assertThat(Mask.value("$.all", "{\"apiKey\":\"x\"}", more)).isEqualTo("***");
    assertThat(Mask.value("$.text", "plain", more)).isEqualTo("plain");
    assertThat(Mask.query("limit=2&access_token=abc", more)).isEqualTo("limit=2&access_token=***");
  }
}
