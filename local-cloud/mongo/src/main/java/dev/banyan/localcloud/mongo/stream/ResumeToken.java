package dev.banyan.localcloud.mongo.stream;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.log.LogPosition;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A place in the change log. Like MongoDB's, its hex starts with 82 and the cluster time, so that
 * tools that read the time from a token work; then come the kind, the server that gave it out, the
 * place inside the transaction and the fragment of a split event.
 *
 * @param at of the change, or the place up to which everything was looked at
 * @param server identifies the server, so that tokens of another are refused
 * @param fragment of a split event, from 0; {@link #WHOLE} for an event that is not split
 */
record ResumeToken(LogPosition at, Kind kind, long server, int fragment) {

  static final int WHOLE = -1;

  private static final byte TIMESTAMP = (byte) 0x82;
  private static final int LENGTH = 1 + 2 * Long.BYTES + 1 + 2 * Integer.BYTES;
  private static final int INVALID_RESUME_TOKEN = 260;

  /** What a token marks. */
  enum Kind {
    EVENT,
    POSITION,
    INVALIDATE
  }

  ResumeToken(LogPosition at, Kind kind, long server) {
    this(at, kind, server, WHOLE);
  }

  ResumeToken ofFragment(int number) {
    return new ResumeToken(at, kind, server, number);
  }

  Document toDocument() {
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH)
            .put(TIMESTAMP)
            .putLong(at.time())
            .put((byte) kind.ordinal())
            .putLong(server)
            .putInt(at.ordinal())
            .putInt(fragment);
    return new Document("_data", HexFormat.of().withUpperCase().formatHex(bytes.array()));
  }

  static ResumeToken parse(Object token, long server) {
    ResumeToken parsed = parse(token);
    if (parsed.server() != server) {
      throw invalid("Resume token was given out by another server: start the stream anew");
    }
    return parsed;
  }

  private static ResumeToken parse(Object token) {
    if (!(token instanceof Document document && document.get("_data") instanceof String data)) {
      throw invalid("Bad resume token: _data of missing or of wrong type: " + token);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(data));
      if (bytes.remaining() != LENGTH || bytes.get() != TIMESTAMP) {
        throw invalid("Bad resume token: not one of this server: " + data);
      }
      long time = bytes.getLong();
      Kind kind = kind(bytes.get());
      long server = bytes.getLong();
      LogPosition at = new LogPosition(time, bytes.getInt());
      return new ResumeToken(at, kind, server, bytes.getInt());
    } catch (IllegalArgumentException e) {
      throw invalid("Bad resume token: _data is not hexadecimal: " + data);
    }
  }

  private static Kind kind(byte ordinal) {
    if (ordinal < 0 || ordinal >= Kind.values().length) {
      throw invalid("Bad resume token: unknown kind " + ordinal);
    }
    return Kind.values()[ordinal];
  }

  static MongoServerError invalid(String message) {
    return new MongoServerError(INVALID_RESUME_TOKEN, "InvalidResumeToken", message);
  }
}
