package dev.banyan.bench.migrate;

import dev.banyan.bench.BenchException;
import dev.banyan.bench.Installation;
import dev.banyan.bench.Report;
import dev.banyan.bench.Running;
import java.util.List;

/**
 * Shows that memory does not grow with the collection: copies very many small documents, and
 * verifies them, each in a process with a heap of 256 MB that has done nothing before.
 */
final class LargeCase {

  private static final String HEAP = "256m";
  private static final String STORES = "8g";

  private final Installation installation;
  private final Running running;
  private final int documents;

  LargeCase(Installation installation, Running running, int documents) {
    this.installation = installation;
    this.running = running;
    this.documents = documents;
  }

  void measure(Report report) {
    report.setting("largeDocuments", Integer.toString(documents));
    Source source = Source.start(installation, running, STORES, documents, Documents::small);
    Sink sink = Sink.start(installation, running, STORES);
    Candidates candidates = new Candidates(installation, running, HEAP);
    Copy.Order order = new Copy.Order(source.uri(), sink.endpoint(), Sink.TABLE, documents);
    sink.keep();
    for (String name : List.of(Candidates.BATCH_PATH, Candidates.VERIFY)) {
      System.err.println("  " + name);
      report.add("large", name, List.of(candidates.run(name, order)));
    }
    if (sink.items() != documents) {
      throw new BenchException(sink.items() + " items were written of " + documents);
    }
    candidates.stop();
    running.stop(sink.process());
    running.stop(source.process());
  }
}
