package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.banyan.events.SourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;

/** What a server answers about events above 16 MB, replayed: none can be had that really does. */
final class ChangeStreamCaptureTest {

  private static final Checkpoint START =
      new Checkpoint(BsonDocument.parse("{_data: '0'}"), new SourceVersion(100, 0, 0));

  /** A stream of events 1, 2, 3 …; the large ones only without their documents. */
  private static final class FakeCursors implements ChangeStreamCapture.Cursors {
    private final int events;
    private final int large;
    private final List<String> opened = new ArrayList<>();

    FakeCursors(int events, int large) {
      this.events = events;
      this.large = large;
    }

    @Override
    public FakeCursor open(Checkpoint from, boolean oneByOne) {
      opened.add((oneByOne ? "one by one behind " : "behind ") + number(from));
      return new FakeCursor(number(from), oneByOne ? 1 : events, true);
    }

    @Override
    public FakeCursor openKeys(Checkpoint from) {
      opened.add("keys behind " + number(from));
      return new FakeCursor(number(from), 1, false);
    }

    private static int number(Checkpoint from) {
      return Integer.parseInt(from.token().getString("_data").getValue());
    }

    private class FakeCursor
        implements MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> {
      private final boolean documents;
      private final int batch;
      private int last;
      private int fetched;

      FakeCursor(int from, int batch, boolean documents) {
        this.last = from;
        this.fetched = from;
        this.batch = batch;
        this.documents = documents;
      }

      @Override
      public ChangeStreamDocument<BsonDocument> tryNext() {
        if (last == fetched) {
          int to = Math.min(events, fetched + batch);
          if (documents && fetched < large && to >= large) {
            throw new MongoCommandException(
                BsonDocument.parse("{ok: 0, code: 10334, errmsg: 'BSONObj size invalid'}"),
                new ServerAddress());
          }
          fetched = to;
        }
        return last == fetched ? null : event(++last, documents);
      }

      @Override
      public ServerCursor getServerCursor() {
        return new ServerCursor(1, new ServerAddress());
      }

      @Override
      public BsonDocument getResumeToken() {
        return null;
      }

      @Override
      public void close() {}

      @Override
      public boolean hasNext() {
        return false;
      }

      @Override
      public ChangeStreamDocument<BsonDocument> next() {
        return tryNext();
      }

      @Override
      public int available() {
        return 0;
      }

      @Override
      public ServerAddress getServerAddress() {
        return new ServerAddress();
      }
    }
  }

  private static ChangeStreamDocument<BsonDocument> event(int number, boolean whole) {
    BsonDocument event =
        BsonDocument.parse(
            ("{_id: {_data: '%1$d'}, operationType: 'insert', ns: {db: 'd', coll: 'c'},"
                    + " documentKey: {_id: %1$d}, clusterTime: {$timestamp: {t: 100, i: %1$d}}}")
                .formatted(number));
    if (whole) {
      event.append("fullDocument", BsonDocument.parse("{_id: " + number + ", from: 'stream'}"));
    }
    return ChangeDocuments.of(event);
  }

  private static ChangeStreamCapture capture(FakeCursors cursors) {
    return ChangeStreamCapture.open(
        cursors,
        change -> Optional.of(change.getDocumentKey().clone().append("from", new BsonInt32(0))),
        List.of("c"),
        START);
  }

  @Test
  void next_behindAnEventThatIsTooLarge_readsItsDocumentByKeyAndGoesOn() {
    FakeCursors cursors = new FakeCursors(5, 3);
    List<String> seen = new ArrayList<>();
    try (ChangeStreamCapture capture = capture(cursors)) {
      for (int i = 0; i < 20; i++) {
        capture.next().ifPresent(change -> seen.add(change.getFullDocument().toString()));
      }
    }

    assertThat(seen)
        .containsExactly(
            "{\"_id\": 1, \"from\": \"stream\"}",
            "{\"_id\": 2, \"from\": \"stream\"}",
            "{\"_id\": 3, \"from\": 0}",
            "{\"_id\": 4, \"from\": \"stream\"}",
            "{\"_id\": 5, \"from\": \"stream\"}");
    assertThat(cursors.opened)
        .containsExactly("behind 0", "one by one behind 0", "keys behind 2", "behind 3");
  }

  @Test
  void add_fragments_makesOneEventWithTheLastToken() {
    SplitEvents split = new SplitEvents();
    BsonDocument first =
        BsonDocument.parse(
            "{_id: {_data: 'a'}, splitEvent: {fragment: 1, of: 2},"
                + " operationType: 'update', documentKey: {_id: 1}, fullDocument: {_id: 1}}");
    BsonDocument second =
        BsonDocument.parse(
            "{_id: {_data: 'b'}, splitEvent: {fragment: 2, of: 2},"
                + " fullDocumentBeforeChange: {_id: 1, old: true}}");

    assertThat(split.add(ChangeDocuments.of(first))).isEmpty();
    ChangeStreamDocument<BsonDocument> whole = split.add(ChangeDocuments.of(second)).orElseThrow();

    assertThat(whole.getOperationTypeString()).isEqualTo("update");
    assertThat(whole.getFullDocument()).isEqualTo(BsonDocument.parse("{_id: 1}"));
    assertThat(whole.getFullDocumentBeforeChange()).containsKey("old");
    assertThat(whole.getResumeToken()).isEqualTo(BsonDocument.parse("{_data: 'b'}"));
    assertThat(whole.getSplitEvent()).isNull();
  }

  @Test
  void add_aFragmentWithoutItsFirst_isNoEvent() {
    BsonDocument last = BsonDocument.parse("{_id: {_data: 'b'}, splitEvent: {fragment: 2, of: 2}}");

    assertThatThrownBy(() -> new SplitEvents().add(ChangeDocuments.of(last)))
        .isInstanceOf(PositionLostException.class);
  }

  /** What a server sends as the last event of a collection. */
  private static ChangeStreamCapture capture(String last) {
    return ChangeStreamCapture.open(
        new LastEvent(ChangeDocuments.of(BsonDocument.parse(last))),
        change -> Optional.empty(),
        List.of("c", "e"),
        START);
  }

  private record LastEvent(ChangeStreamDocument<BsonDocument> event)
      implements ChangeStreamCapture.Cursors {

    @Override
    public MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> open(
        Checkpoint from, boolean oneByOne) {
      FakeCursors empty = new FakeCursors(1, 0);
      return empty.new FakeCursor(0, 1, true) {
        @Override
        public ChangeStreamDocument<BsonDocument> tryNext() {
          return event;
        }
      };
    }

    @Override
    public MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> openKeys(Checkpoint from) {
      return open(from, true);
    }
  }

  @Test
  void next_ofAnInvalidation_isALostPosition_ofEverything() {
    for (String type : List.of("invalidate", "dropDatabase")) {
      try (ChangeStreamCapture capture =
          capture("{_id: {_data: '9'}, operationType: '%s', ns: {db: 'd'}}".formatted(type))) {
        assertThatThrownBy(capture::next)
            .isInstanceOfSatisfying(
                PositionLostException.class,
                lost -> {
                  assertThat(lost).hasMessageContainingAll(type, "resnapshot");
                  assertThat(lost.collections()).isEmpty();
                  assertThat(lost.behind()).isNull();
                });
      }
    }
  }

  @Test
  void next_ofADropOrRename_isALostPosition_ofThoseCollections_andGoesOnBehind() {
    String drop =
        "{_id: {_data: '9'}, operationType: 'drop', ns: {db: 'd', coll: 'c'},"
            + " clusterTime: {$timestamp: {t: 200, i: 1}}}";
    String rename =
        "{_id: {_data: '9'}, operationType: 'rename', ns: {db: 'd', coll: 'c'},"
            + " to: {db: 'd', coll: 'e'}, clusterTime: {$timestamp: {t: 200, i: 1}}}";
    assertReplaced(drop, "c");
    assertReplaced(rename, "c", "e");
  }

  private static void assertReplaced(String last, String... collections) {
    try (ChangeStreamCapture capture = capture(last)) {
      assertThatThrownBy(capture::next)
          .isInstanceOfSatisfying(
              PositionLostException.class,
              lost -> {
                assertThat(lost.collections()).containsExactly(collections);
                assertThat(lost.behind().position()).isEqualTo(new SourceVersion(200, 1, 0));
                assertThat(lost.behind().token().getString("_data").getValue()).isEqualTo("9");
              });
    }
  }
}
