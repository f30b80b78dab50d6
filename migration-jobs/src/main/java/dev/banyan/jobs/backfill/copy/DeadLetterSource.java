package dev.banyan.jobs.backfill.copy;

import dev.banyan.jobs.checkpoint.DeadLetterBox;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.util.Iterator;
import java.util.List;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** The documents of dead letters, to be driven through a mapping again. */
public final class DeadLetterSource implements DocumentSource {

  private final DeadLetterBox letters;
  private final List<String> names;

  /**
   * @param names of those to redrive
   */
  public DeadLetterSource(DeadLetterBox letters, List<String> names) {
    this.letters = letters;
    this.names = List.copyOf(names);
  }

  @Override
  public RangePlan plan() {
    BsonValue all = new BsonInt32(0);
    return new RangePlan(List.of(new IdRange(all, all)), names.size());
  }

  @Override
  public Documents open(IdRange range, @Nullable BsonValue after) {
    Iterator<String> left = names.iterator();
    return new Documents() {
      @Override
      public @Nullable RawBsonDocument next() {
        return left.hasNext() ? new RawBsonDocument(letters.read(left.next()).payload()) : null;
      }

      @Override
      public BsonValue position(RawBsonDocument last) {
        return new BsonString("redriven");
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String describe() {
    return names.size() + " dead letters";
  }
}
