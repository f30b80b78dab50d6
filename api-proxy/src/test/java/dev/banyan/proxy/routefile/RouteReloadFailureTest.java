package dev.banyan.proxy.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RouteReloadFailureTest {

  private static final String GOOD =
      "routes:\n  - {method: GET, path: /a, capability: c, access: read}\n";

  private static String failure(RouteReload.Source source) {
    try (RouteReload reload =
        new RouteReload(
            source, Map.of("r.yaml", GOOD), 1, table -> {}, state -> {}, Clock.systemUTC())) {
      RouteFileState state = reload.reload();
      assertThat(state.routes()).isOne();
      return String.valueOf(state.failure());
    }
  }

  private static RouteReload.Source failing(IOException e) {
    return () -> {
      throw e;
    };
  }

  /** Its first lines are a file, too. */
  @Test
  void fileThatIsBeingWritten_isNotUsedBeforeItStandsStill() {
    String more = GOOD + "  - {method: GET, path: /b, capability: c, access: read}\n";
    Queue<String> written = new ArrayDeque<>(List.of(GOOD, more));
    RouteReload.Source growing =
        () -> Map.of("r.yaml", written.size() > 1 ? written.remove() : written.element());
    List<Integer> used = new ArrayList<>();
    try (RouteReload reload =
        new RouteReload(
            growing,
            Map.of("r.yaml", ""),
            0,
            table -> used.add(table.routes().size()),
            state -> {},
            Clock.systemUTC())) {
      assertThat(reload.reload().routes()).isEqualTo(2);
      assertThat(used).containsExactly(2);
    }
  }

  @Test
  void fileThatIsWrittenAllTheTime_isToldToBeRenamed() {
    AtomicInteger reads = new AtomicInteger();

    assertThat(failure(() -> Map.of("r.yaml", GOOD + "#" + reads.incrementAndGet())))
        .contains("being written", "rename");
  }

  @Test
  void controlCharacter_isAMistakeOfTheFile() {
    assertThat(failure(() -> Map.of("r.yaml", GOOD + "\u0001")))
        .startsWith("r.yaml is not YAML:")
        .contains("U+0001 at position")
        .doesNotContain("\u0001", "\n");
  }

  @Test
  void fileThatIsGone_isNamed() {
    assertThat(failure(failing(new NoSuchFileException("r.yaml"))))
        .isEqualTo("the route file r.yaml is gone: put it back");
  }

  @Test
  void fileThatIsNotUtf8_isToldSo() {
    assertThat(failure(failing(new MalformedInputException(1)))).contains("not text in UTF-8");
  }

  @Test
  void pathWithBracesInsideBraces_isToldToBeQuoted() {
    assertThat(failure(() -> Map.of("r.yaml", GOOD.replace("/a", "/a/{id}"))))
        .startsWith("r.yaml, line 2, column ")
        .endsWith("inside { } a path with {…} stands in quotes");
  }

  @Test
  void whatIsNoRouteFile_isToldWithItsRemedy() {
    assertThat(failure(failing(new IOException("r.yaml is not a file: put one there"))))
        .isEqualTo("the route files cannot be read: r.yaml is not a file: put one there");
  }
}
