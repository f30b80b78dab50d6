package dev.banyan.capture.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TextTemplateTest {

  private final TextTemplate edge = TextTemplate.parse("{follower}:{followee}");

  @Test
  void match_findsTheParts() {
    assertThat(edge.match("alice:bob")).contains(Map.of("follower", "alice", "followee", "bob"));
    assertThat(TextTemplate.parse("u-{id}!").match("u-7!")).contains(Map.of("id", "7"));
  }

  @Test
  void match_refusesOtherTexts() {
    assertThat(edge.match("alice")).isEmpty();
    assertThat(edge.match(":bob")).isEmpty();
    assertThat(edge.match("alice:")).isEmpty();
    assertThat(edge.match(null)).isEmpty();
    assertThat(TextTemplate.parse("u-{id}!").match("u-7")).isEmpty();
  }

  @Test
  void render_replacesNames_orSaysThatOneIsMissing() {
    assertThat(edge.render(Optional::of)).contains("follower:followee");
    assertThat(edge.render(name -> Optional.of(name).filter("follower"::equals))).isEmpty();
  }

  @Test
  void ofPathOrTemplate_takesBoth() {
    assertThat(TextTemplate.ofPathOrTemplate("author").names()).containsExactly("author");
    assertThat(TextTemplate.ofPathOrTemplate("{a}/{b}").names()).containsExactly("a", "b");
  }

  @Test
  void parse_refusesNamesThatNothingParts() {
    assertThatThrownBy(() -> TextTemplate.parse("{a}{b}")).hasMessageContaining("'{a}{b}'");
  }
}
