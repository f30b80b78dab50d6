package dev.banyan.spring.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases of https://www.w3.org/TR/trace-context/#versioning-of-traceparent and around. */
final class CorrelationTest {

  private static final String IDS = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

  private static String traceparent(String... sent) {
    return Correlation.of(List.of(), List.of(sent)).traceparent();
  }

  @Test
  void traceparent_valid_isTaken() {
    assertThat(traceparent("00-" + IDS + "-01")).isEqualTo("00-" + IDS + "-01");
  }

  @Test
  void traceparent_ofALaterVersion_isTakenAsVersion00() {
    assertThat(traceparent("01-" + IDS + "-03")).isEqualTo("00-" + IDS + "-01");
    assertThat(traceparent("cc-" + IDS + "-00-what-the-future")).isEqualTo("00-" + IDS + "-00");
  }

  @Test
  void traceparent_malformed_isReplaced() {
    List<String> wrong =
        List.of(
            "",
            "00-" + IDS,
            "ff-" + IDS + "-01",
            "00-" + IDS + "-01-more",
            "00-" + IDS.toUpperCase(java.util.Locale.ROOT) + "-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "01-" + IDS + "-01more",
            "01-" + IDS + "-01-" + "x".repeat(5_000));
    assertThat(wrong)
        .allSatisfy(
            sent ->
                assertThat(traceparent(sent))
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                    .doesNotContain(IDS));
    assertThat(traceparent("00-" + IDS + "-01", "00-" + IDS + "-01")).doesNotContain(IDS);
  }

  @Test
  void id_thatCouldForgeALogLineOrIsTooLong_isReplaced() {
    assertThat(Correlation.of(List.of("abc-1"), List.of()).id()).isEqualTo("abc-1");
    for (String sent : List.of("", "a b", "a\nb", "x".repeat(129), "<script>")) {
      assertThat(Correlation.of(List.of(sent), List.of()).id()).hasSize(36);
    }
    assertThat(Correlation.of(List.of("a", "b"), List.of()).id()).hasSize(36);
  }
}
