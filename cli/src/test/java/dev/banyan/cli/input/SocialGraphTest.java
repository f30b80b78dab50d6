package dev.banyan.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocialGraphTest {

  @Test
  void generate_isTheSameForTheSameSeed() {
    assertThat(edges(SocialGraph.generate(200, 3000, 7)))
        .isEqualTo(edges(SocialGraph.generate(200, 3000, 7)))
        .isNotEqualTo(edges(SocialGraph.generate(200, 3000, 8)));
  }

  @Test
  void generate_makesExactlyAsManyDistinctFollowsAndNoneOfOneself() {
    List<String> edges = edges(SocialGraph.generate(300, 5000, 1));

    assertThat(edges).hasSize(5000);
    assertThat(new HashSet<>(edges)).hasSize(5000);
    assertThat(edges).noneMatch(edge -> edge.split(":")[0].equals(edge.split(":")[1]));
  }

  @Test
  void generate_fillsHalfOfATinyGraph() {
    assertThat(new HashSet<>(edges(SocialGraph.generate(5, 10, 3)))).hasSize(10);
  }

  @Test
  void generate_isHeavyTailed() {
    SocialGraph graph = SocialGraph.generate(2000, 20_000, 5);
    var followers = new int[2000];
    graph.forEachFollow((follower, followee) -> followers[followee]++);

    int most = IntStream.of(followers).max().orElseThrow();
    long fewerThanMean = IntStream.of(followers).filter(n -> n < 10).count();
    assertThat(most).isGreaterThan(100);
    assertThat(fewerThanMean).isGreaterThan(1200);
  }

  @Test
  void generate_refusesMoreThanHalfOfAllFollows() {
    assertThatThrownBy(() -> SocialGraph.generate(5, 11, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 10");
  }

  @Test
  void edgeAt_isTheInverseOfIndexOf() {
    SocialGraph graph = SocialGraph.generate(50, 200, 2);
    var index = new int[1];

    graph.forEachFollow(
        (follower, followee) -> {
          assertThat(graph.indexOf(follower, followee)).isEqualTo(index[0]);
          assertThat(graph.edgeAt(index[0])).isEqualTo(SocialGraph.edge(follower, followee));
          index[0]++;
        });
    assertThat(index[0]).isEqualTo(200);
  }

  @Test
  void userOf_isTheInverseOfUserId() {
    SocialGraph graph = SocialGraph.generate(12, 20, 2);

    assertThat(IntStream.range(0, 12).map(user -> graph.userOf(graph.userId(user))))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(List.of("u12", "u", "x1", "", "u01", "u+1", "u1x").stream().map(graph::userOf))
        .containsOnly(-1);
  }

  private static List<String> edges(SocialGraph graph) {
    var edges = new ArrayList<String>();
    graph.forEachFollow((follower, followee) -> edges.add(follower + ":" + followee));
    return edges;
  }
}
