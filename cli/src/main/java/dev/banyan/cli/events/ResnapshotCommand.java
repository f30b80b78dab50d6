package dev.banyan.cli.events;

import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.capture.operations.Resnapshot;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.operations.ResnapshotReport;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.run.Run;
import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import dev.banyan.publisher.PublisherException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan events resnapshot}. */
@Command(
    name = "resnapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes the present state of collections whose changes were lost, as versioned events, and"
          + " lets capture go on. Safe to repeat; goes on where it was stopped.",
      "Afterwards 'banyan verify' shows no difference."
    })
final class ResnapshotCommand implements Callable<Integer> {

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "Copy this one (repeatable), whatever was lost (default: what was lost).")
  private Set<String> collections = new TreeSet<>();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Most documents a second; 0 for no limit (default: ${DEFAULT-VALUE}).")
  private int rate = 2_000;

  @Override
  public Integer call() {
    Optional<Run> run = options.run();
    try (Source source = options.open();
        OrderedPublisher publisher =
            new OrderedPublisher(source.kinesis(), PublisherConfig.forStream(source.stream()))) {
      requireKnown(source.config().mappers().keySet());
      requireStream(publisher);
      ResnapshotOptions how =
          ResnapshotOptions.affected().only(collections).withDocumentsPerSecond(rate);
      Resnapshot resnapshot = new Resnapshot(source.store(), source.config(), publisher, how);
      List<String> affected = resnapshot.affected();
      if (affected.isEmpty()) {
        System.err.println("Nothing was lost. Name --collection to publish one all the same.");
        return 0;
      }
      run.ifPresent(up -> requireLegacyOwns(up, source.config().mappings(), affected));
      HeldItems held = run.<HeldItems>map(HeldInTables::new).orElse(HeldItems.UNKNOWN);
      print(resnapshot.run(held), run.isPresent());
      return 0;
    } finally {
      run.ifPresent(Run::close);
    }
  }

  /** A name that is mistyped must not look like nothing to do. */
  private void requireKnown(Set<String> known) {
    for (String collection : collections) {
      if (!known.contains(collection)) {
        throw new IllegalArgumentException(
            collection.equals(MongoOutbox.COLLECTION)
                ? collection + " is the outbox: name --outbox as well"
                : "the mapping file has no collection '"
                    + collection
                    + "'; it has "
                    + new TreeSet<>(known));
      }
    }
  }

  private static void requireStream(OrderedPublisher publisher) {
    try {
      publisher.requireStream();
    } catch (PublisherException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** After a switch legacy's state is a copy: it must not be published over its origin. */
  private static void requireLegacyOwns(
      Run run, List<EventMapping> mappings, List<String> affected) {
    for (EventMapping mapping : mappings) {
      boolean moved =
          run.control().capabilities().stream()
              .filter(capability -> capability.name().equals(mapping.capability()))
              .map(Capability::owner)
              .anyMatch(owner -> owner == Side.SERVERLESS);
      if (moved && affected.contains(mapping.collection())) {
        throw new IllegalArgumentException(
            mapping.collection()
                + " belongs to "
                + mapping.capability()
                + ", which serverless owns: its collection is a copy and is not published");
      }
    }
  }

  private void print(ResnapshotReport report, boolean deletionsFound) {
    if (options.json()) {
      System.out.println(
          Json.of(
              Map.of(
                  "version", report.floor().toString(),
                  "collections", report.collections(),
                  "resumed", report.resumed(),
                  "documents", report.documents(),
                  "puts", report.puts(),
                  "deletions", report.deletions(),
                  "deadLetters", report.setAside(),
                  "relayGoesOn", report.relayGoesOn())));
      return;
    }
    System.out.printf(
        "%s: %,d documents, %,d put and %,d deleted events with version %s, %,d dead letters%s%n",
        report.collections(),
        report.documents(),
        report.puts(),
        report.deletions(),
        report.floor(),
        report.setAside(),
        report.relayGoesOn() ? "; capture goes on from there" : "");
    if (!deletionsFound) {
      System.out.println(
          "Deletes that fell into the gap could not be looked for: run 'banyan verify', which names"
              + " what is left over.");
    }
  }
}
