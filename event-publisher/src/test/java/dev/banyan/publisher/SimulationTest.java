package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise under schedules by seed: nothing lost, order per key, duplicates bounded, the
 * checkpoint trails. A violation names its seed; {@code Simulation.run(seed, bug)} repeats it.
 */
final class SimulationTest {

  private static final int SAMPLE = 300;
  private static final int SOAK = 2_500;

  @Test
  void publisher_keepsItsPromise() {
    holdsFor(IntStream.range(0, SAMPLE));
  }

  @Test
  @Tag("soak")
  void publisher_keepsItsPromise_onManySchedules() {
    holdsFor(IntStream.range(SAMPLE, SAMPLE + SOAK));
  }

  private static void holdsFor(IntStream seeds) {
    int[] faults = new int[2];
    seeds.forEach(
        seed -> {
          Simulation.Verdict verdict = Simulation.run(seed, PlantedBug.NONE);
          assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
          faults[0] += verdict.crashes();
          faults[1] += verdict.reshardings();
        });
    assertThat(faults).as("crashes and reshardings").doesNotContain(0);
  }

  @Test
  void run_withTheSameSeed_isTheSameSchedule() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(Simulation.run(seed, PlantedBug.NONE))
          .isEqualTo(Simulation.run(seed, PlantedBug.NONE));
    }
    assertThat(Simulation.run(1, PlantedBug.NONE).schedule())
        .isNotEqualTo(Simulation.run(2, PlantedBug.NONE).schedule());
  }

  /** The list of planted bugs is {@link PlantedBug}; none of them may hide. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedBug_isFound(PlantedBug bug) {
    assertThat(IntStream.range(0, SAMPLE))
        .as("some seed shows %s", bug)
        .anyMatch(
            seed ->
                Simulation.run(seed, bug).violations().stream()
                    .anyMatch(violation -> violation.contains(bug.symptom())));
  }
}
