package dev.banyan.cli.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeListReaderTest {

  private static final String LINES = "# comment\n% another\n10 7\n7\t10\r\n\n7 7\n10 7\n7  3 \n";

  @TempDir private Path folder;

  @Test
  void read_takesBlanksTabsAndCommentsAndCountsWhatItSkips() throws IOException {
    SocialGraph graph = SocialGraph.read(file("graph.txt", LINES.getBytes(UTF_8)), false);

    assertThat(edges(graph)).containsExactly("u7:u3", "u7:u10", "u10:u7");
    assertThat(graph.users()).isEqualTo(3);
    assertThat(graph.origin().selfLoops()).isEqualTo(1);
    assertThat(graph.origin().duplicates()).isEqualTo(1);
  }

  @Test
  void read_ofUndirectedLinesFollowsBothWays() throws IOException {
    SocialGraph graph = SocialGraph.read(file("graph.txt", "1 2\n2 3\n3 2".getBytes(UTF_8)), true);

    assertThat(edges(graph)).containsExactly("u1:u2", "u2:u1", "u2:u3", "u3:u2");
    assertThat(graph.origin().duplicates()).isEqualTo(2);
  }

  @Test
  void read_takesGzipWhateverItsName() throws IOException {
    byte[] gzip = Gzip.of(LINES.getBytes(UTF_8));

    assertThat(SocialGraph.read(file("a.gz", gzip), false).follows()).isEqualTo(3);
    assertThat(SocialGraph.read(file("a.bin", gzip), false).follows()).isEqualTo(3);
  }

  @Test
  void read_skipsAByteOrderMark() throws IOException {
    assertThat(SocialGraph.read(file("bom", "\ufeff1 2\n".getBytes(UTF_8)), false).follows())
        .isEqualTo(1);
  }

  @Test
  void read_saysWhatAFileIsThatDoesNotExist() {
    assertFails(folder.resolve("none.tsv"), "none.tsv does not exist");
    assertFails(folder, "is a directory");
  }

  @Test
  void read_saysWhereGzipIsCutOff() throws IOException {
    var text = new StringBuilder();
    var random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      text.append(random.nextInt(10_000)).append('\t').append(10_000 + i).append('\n');
    }
    byte[] gzip = Gzip.of(text.toString().getBytes(UTF_8));

    assertFails(
        file("cut.gz", Arrays.copyOf(gzip, gzip.length / 2)),
        "cut.gz is a truncated gzip file, cut off after line ");
    assertFails(
        file("stub.gz", Arrays.copyOf(gzip, 5)), "truncated gzip file, cut off at its start");
  }

  @Test
  void read_saysWhenGzipIsDamaged() throws IOException {
    byte[] gzip = Gzip.of("1 2\n".repeat(1000).getBytes(UTF_8));
    gzip[12] ^= 0x55;

    assertFails(file("bad.gz", gzip), "bad.gz");
    assertFails(file("plain.gz", "1 2\n".getBytes(UTF_8)), "named .gz but is not gzip");
  }

  @Test
  void read_namesAMalformedLine() throws IOException {
    assertFails(
        file("graph", "1 2\n3 4\n5 five\n".getBytes(UTF_8)),
        "Line 3 of ",
        "graph is '5 five'",
        "two user numbers such as '12 34'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2 3", "1", "-1 2", "1 1234567890123456789", "a b", "1,2"})
  void read_refusesAnythingButTwoNumbers(String line) throws IOException {
    assertFails(file("graph", ("1 2\n" + line + "\n").getBytes(UTF_8)), "Line 2 of ");
  }

  @Test
  void read_refusesWhatIsNoGraphAtAll() throws IOException {
    var noise = new byte[100_000];
    new Random(3).nextBytes(noise);
    noise[0] = 'P';

    assertFails(file("image.png", noise), "image.png is not a graph: line 1 is 'P");
    assertFails(file("long", "7".repeat(100_000).getBytes(UTF_8)), "long is not a graph: line 1");
  }

  @Test
  void read_refusesWhatHoldsNoFollows() throws IOException {
    assertFails(file("empty", new byte[0]), "empty is empty");
    assertFails(file("comments", "# a\n# b\n1 1\n".getBytes(UTF_8)), "holds no follows in 3 lines");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void assertFails(Path file, String... parts) {
    assertThatThrownBy(() -> SocialGraph.read(file, false))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(parts);
  }

  private static List<String> edges(SocialGraph graph) {
    var edges = new ArrayList<String>();
    graph.forEachFollow(
        (follower, followee) -> edges.add(graph.userId(follower) + ":" + graph.userId(followee)));
    return edges;
  }
}
