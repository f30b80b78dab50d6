package dev.banyan.jobs.verify;

import dev.banyan.jobs.verify.ChangedDocuments.Drained;
import java.util.Map;
import org.bson.BsonTimestamp;

/** What changes while a verification runs. Not thread-safe. */
interface ChangeFeed extends AutoCloseable {

  /** Of documents that cannot change. */
  ChangeFeed NONE =
      new ChangeFeed() {
        @Override
        public Drained drain(BsonTimestamp until, int most) {
          return new Drained(Map.of(), true);
        }

        @Override
        public BsonTimestamp position() {
          return new BsonTimestamp(0);
        }

        @Override
        public void close() {}
      };

  /**
   * Takes changes up to a time, or until there are none for the moment.
   *
   * @param until cluster time; without it a busy collection would never be drained
   * @param most documents; the rest is there the next time
   * @throws dev.banyan.jobs.JobException if a change could have been missed
   */
  Drained drain(BsonTimestamp until, int most);

  /** The time up to which reads show all changes. */
  BsonTimestamp position();

  @Override
  void close();
}
