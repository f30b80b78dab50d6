package dev.banyan.jobs.verify;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.backfill.copy.DocumentSource;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** Collections as a dump has them: nothing changes, and documents are found by reading it whole. */
record DumpedSource(Path directory, SourceVersion asOf) implements VerificationSource {

  private static final IdRange ALL = new IdRange(new BsonInt64(0), null);

  @Override
  public SourceDocuments documents(String collection) {
    return new OfDump(DumpSource.of(directory, collection));
  }

  @Override
  public long estimate(String collection) {
    return DumpSource.of(directory, collection).plan().documents();
  }

  @Override
  public BsonTimestamp now(String collection) {
    return new BsonTimestamp(0);
  }

  @Override
  public ChangeFeed changes(Set<String> collections, @Nullable BsonTimestamp from) {
    return ChangeFeed.NONE;
  }

  private record OfDump(DumpSource dump) implements SourceDocuments {

    @Override
    public RangePlan plan(int size) {
      return dump.plan();
    }

    @Override
    public Cursor open(IdRange range) {
      return cursor(document -> true);
    }

    @Override
    public Cursor find(Collection<DocumentId> ids) {
      Set<DocumentId> wanted = new HashSet<>(ids);
      return cursor(document -> wanted.contains(DocumentId.of(document)));
    }

    private Cursor cursor(Predicate<RawBsonDocument> wanted) {
      DocumentSource.Documents documents = dump.open(ALL, null);
      return new Cursor() {
        @Override
        public @Nullable RawBsonDocument next() {
          try {
            RawBsonDocument document = documents.next();
            while (document != null && !wanted.test(document)) {
              document = documents.next();
            }
            return document;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
          }
        }

        @Override
        public void close() {
          documents.close();
        }
      };
    }

    @Override
    public int most() {
      return Integer.MAX_VALUE;
    }

    @Override
    public boolean canChange() {
      return false;
    }
  }
}
