package dev.banyan.jobs.backfill.capability;

import dev.banyan.jobs.checkpoint.DeadLetterBox;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The dead letters of a phase, in the table of its capability's: where the guards of a switch look.
 * Their causes begin with the job's name, which tells them from records of the stream.
 */
final class CapabilityLetters implements DeadLetterBox {

  private static final int PAGE = 1_000;

  private final DeadLetterTable table;
  private final String capability;
  private final String prefix;

  CapabilityLetters(DeadLetterTable table, String capability, String job) {
    this.table = table;
    this.capability = capability;
    this.prefix = job + ": ";
  }

  /** The mapping names who owns the collection, which may be another capability. */
  @Override
  public void put(DeadLetter letter) {
    String cause = letter.cause();
    table.put(
        new DeadLetter(
            capability,
            letter.time(),
            letter.position(),
            cause.startsWith(prefix) ? cause : prefix + cause,
            letter.payload(),
            letter.correlationId()));
  }

  @Override
  public String nameOf(DeadLetter letter) {
    return letter.id();
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    List<DeadLetter> page = table.list(capability, null, PAGE);
    while (!page.isEmpty()) {
      page.stream()
          .filter(letter -> letter.cause().startsWith(prefix))
          .forEach(letter -> names.add(letter.id()));
      page = table.list(capability, page.get(page.size() - 1).id(), PAGE);
    }
    return names;
  }

  @Override
  public DeadLetter read(String name) {
    return table
        .find(capability, name)
        .orElseThrow(() -> new IllegalArgumentException("there is no dead letter " + name));
  }

  @Override
  public void remove(String name) {
    table.remove(capability, name);
  }
}
