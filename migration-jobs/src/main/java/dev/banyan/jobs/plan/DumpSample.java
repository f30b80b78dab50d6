package dev.banyan.jobs.plan;

import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.range.IdRange;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import org.bson.BsonInt64;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** A collection of a dump. A sample is its beginning: a file has no index. */
record DumpSample(DumpSource dump) implements DocumentSource {

  private static final IdRange ALL = new IdRange(new BsonInt64(0), null);

  @Override
  public String name() {
    return dump.describe();
  }

  @Override
  public long documents() {
    return -1;
  }

  @Override
  public Iterator<RawBsonDocument> sample(int most) {
    return new Documents(most);
  }

  @Override
  public Iterator<RawBsonDocument> all() {
    return new Documents(Long.MAX_VALUE);
  }

  /** Closes the file behind the last document. */
  private final class Documents implements Iterator<RawBsonDocument> {
    private final dev.banyan.jobs.backfill.copy.DocumentSource.Documents documents =
        dump.open(ALL, null);
    private long left;
    private @Nullable RawBsonDocument next;

    Documents(long most) {
      this.left = most;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public RawBsonDocument next() {
      RawBsonDocument present = next;
      if (present == null) {
        throw new NoSuchElementException();
      }
      advance();
      return present;
    }

    private void advance() {
      try {
        next = left-- > 0 ? documents.next() : null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      if (next == null) {
        documents.close();
      }
    }
  }
}
