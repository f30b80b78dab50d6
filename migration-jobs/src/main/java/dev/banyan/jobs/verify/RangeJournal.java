package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * How far generation 0 is, as a file that is only appended to.
 *
 * <ol>
 *   <li>The first line has the mapping's fingerprint and the time from which changes are looked at;
 *       a run that goes on looks at all changes since then again.
 *   <li>A collection's line has its ranges, so that the numbers mean the same after a restart.
 *   <li>A range's line comes when all of it was compared and its keys are on disk. It has the ids
 *       that differed, to be looked at again; of all ranges no more than {@link
 *       RangeProgress#MOST_SUSPECTS}, and the number of the others.
 *   <li>A line that a killed process has half written counts as not written.
 * </ol>
 *
 * Thread-safe. One process at a time: the file is locked.
 */
final class RangeJournal implements AutoCloseable {

  private static final int IDS_PER_CHECK = 1_000;
  private static final JsonWriterSettings EXACT =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private final Path directory;
  private final FileChannel channel;
  private final Map<String, List<IdRange>> plans = new HashMap<>();
  private final Map<String, Done> done = new HashMap<>();
  private BsonTimestamp start = new BsonTimestamp(0);
  private int buckets;
  private long planned;
  private boolean resumed;
  private int written;

  /** What an earlier run found in a range; of this run's ranges nobody asks. */
  private record Done(List<DocumentId> suspects, long more) {
    static final Done NOW = new Done(List.of(), 0);
  }

  private RangeJournal(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Opens what an earlier run has left, or begins.
   *
   * @param fingerprint of the mapping
   * @param now the cluster time, asked only at the beginning
   * @param buckets for the keys' files, counts only at the beginning
   * @throws JobException if another mapping was verified here, or another process does it now
   */
  static RangeJournal open(
      Path directory, String fingerprint, Supplier<BsonTimestamp> now, int buckets) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve("journal.jsonl"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(channel, directory);
      RangeJournal journal = new RangeJournal(directory, channel);
      if (!journal.read(fingerprint)) {
        journal.begin(fingerprint, now.get(), buckets);
      }
      return journal;
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static void lock(FileChannel channel, Path directory) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // the same process has it
    }
    channel.close();
    throw new JobException(
        "another verification uses " + directory + ": wait for it, or give --state-dir");
  }

  private boolean read(String fingerprint) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(Integer.MAX_VALUE - 8L, channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      continue;
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      apply(parse(line), fingerprint);
    }
    channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
    channel.position(channel.size());
    resumed = !whole.isEmpty();
    return resumed;
  }

  private BsonDocument parse(String line) {
    try {
      return BsonDocument.parse(line);
    } catch (JsonParseException e) {
      throw new JobException(
          directory + " holds a line that cannot be read: start anew with --restart", e);
    }
  }

  private void apply(BsonDocument line, String fingerprint) {
    if (line.containsKey("fingerprint")) {
      if (!line.getString("fingerprint").getValue().equals(fingerprint)) {
        throw new JobException(
            "the verification in "
                + directory
                + " was of another mapping or dump: start anew with --restart");
      }
      start = line.getTimestamp("start");
      buckets = line.getInt32("buckets").getValue();
    } else if (line.containsKey("plan")) {
      planned += line.getInt64("documents").getValue();
      plans.put(
          line.getString("plan").getValue(),
          line.getArray("ranges").stream().map(each -> range(each.asDocument())).toList());
    } else {
      List<DocumentId> suspects =
          line.getArray("suspects").stream().map(DocumentId::ofValue).toList();
      written += suspects.size();
      long more = line.containsKey("more") ? line.getInt64("more").getValue() : 0;
      done.put(line.getString("done").getValue(), new Done(suspects, more));
    }
  }

  private static IdRange range(BsonDocument range) {
    BsonValue from = Optional.ofNullable(range.get("from")).orElseThrow();
    return new IdRange(from, range.get("to"));
  }

  private void begin(String fingerprint, BsonTimestamp now, int bucketCount) throws IOException {
    clear(directory, false);
    start = now;
    buckets = bucketCount;
    append(
        new BsonDocument("fingerprint", new BsonString(fingerprint))
            .append("start", now)
            .append("buckets", new BsonInt32(bucketCount)));
  }

  /** Whether an earlier run was found. */
  boolean isResumed() {
    return resumed;
  }

  /** The cluster time before the first read of the first run. */
  BsonTimestamp start() {
    return start;
  }

  int buckets() {
    return buckets;
  }

  Path directory() {
    return directory;
  }

  /** Documents in all plans so far. */
  synchronized long planned() {
    return planned;
  }

  /** The ranges of a collection, planned now or in an earlier run. */
  synchronized List<IdRange> ranges(String name, Supplier<RangePlan> planner) {
    List<IdRange> ranges = plans.get(name);
    if (ranges == null) {
      RangePlan plan = planner.get();
      ranges = plan.ranges();
      plans.put(name, ranges);
      planned += plan.documents();
      BsonArray lines = new BsonArray();
      ranges.forEach(range -> lines.add(line(range)));
      append(
          new BsonDocument("plan", new BsonString(name))
              .append("ranges", lines)
              .append("documents", new BsonInt64(plan.documents())));
    }
    return ranges;
  }

  private static BsonDocument line(IdRange range) {
    BsonDocument line = new BsonDocument("from", range.from());
    BsonValue to = range.to();
    return to == null ? line : line.append("to", to);
  }

  private static String name(String what, int number) {
    return what + "#" + number;
  }

  synchronized boolean isDone(String what, int number) {
    return done.containsKey(name(what, number));
  }

  /** The ids that differed in a range that is done, in lists that one look can take. */
  synchronized List<List<DocumentId>> suspects(String what, int number) {
    List<DocumentId> ids = done.getOrDefault(name(what, number), Done.NOW).suspects();
    List<List<DocumentId>> lists = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += IDS_PER_CHECK) {
      lists.add(ids.subList(from, Math.min(ids.size(), from + IDS_PER_CHECK)));
    }
    return lists;
  }

  /** Pairs that differed in a range that is done and whose ids nobody has kept. */
  synchronized long more(String what, int number) {
    return done.getOrDefault(name(what, number), Done.NOW).more();
  }

  /** A range need not be read again. */
  synchronized void done(String what, int number, List<DocumentId> suspects, long more) {
    int room = Math.min(suspects.size(), RangeProgress.MOST_SUSPECTS - written);
    written += room;
    done.put(name(what, number), Done.NOW);
    append(
        new BsonDocument("done", new BsonString(name(what, number)))
            .append("suspects", values(suspects.subList(0, room)))
            .append("more", new BsonInt64(more + suspects.size() - room)));
  }

  private static BsonArray values(List<DocumentId> ids) {
    return new BsonArray(ids.stream().map(DocumentId::value).toList());
  }

  /** How many ranges and segments are done. */
  synchronized int doneCount() {
    return done.size();
  }

  private synchronized void append(BsonDocument line) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap((line.toJson(EXACT) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** Removes what is there; the next run begins at the beginning. */
  static void clear(Path directory) {
    try {
      clear(directory, true);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static void clear(Path directory, boolean journalToo) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Set<Path> own = new HashSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> !file.equals(directory))
          .filter(file -> isOurs(directory.relativize(file), journalToo))
          .forEach(own::add);
    }
    for (Path file : own.stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }

  private static boolean isOurs(Path file, boolean journalToo) {
    return file.startsWith("keys")
        || file.startsWith("scanned")
        || (journalToo && file.startsWith("journal.jsonl"));
  }

  private static JobException unusable(Path directory, IOException e) {
    return new JobException("the state directory " + directory + " cannot be used: " + e, e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }
}
