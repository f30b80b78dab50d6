package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.RawHttp2.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests in HTTP/2 that HTTP/1 would carry in another meaning, and floods; what is refused does
 * not reach a side. A vector is fields {@code name=value} between {@code |}; {@code -name} leaves
 * out a pseudo-field, {@code :name=value} replaces it, {@code +:name=value} adds it behind all.
 */
class Http2VectorsTest {

  private static final int MANY = 5_000;
  private static final byte[] NONE = {};
  private static ProxyRig rig;

  @BeforeAll
  static void start() {
    rig = new ProxyRig();
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @BeforeEach
  void forget() {
    rig.legacy.seen.clear();
    rig.legacy.answer = request -> request.body().onSuccess(body -> request.response().end("x"));
  }

  private static List<String[]> fields(String vector) {
    List<String[]> fields = new ArrayList<>();
    for (String pseudo : List.of(":method=GET", ":scheme=http", ":path=/g", ":authority=h")) {
      fields.add(pseudo.split("=", 2));
    }
    for (String part : vector.split("\\|")) {
      if (part.startsWith("-")) {
        fields.removeIf(field -> field[0].equals(part.substring(1)));
      } else if (!part.isEmpty()) {
        add(fields, RequestVectorsTest.text(part).split("=", 2));
      }
    }
    return fields;
  }

  private static void add(List<String[]> fields, String[] field) {
    if (field[0].startsWith("+")) {
      fields.add(new String[] {field[0].substring(1), field[1]});
      return;
    }
    for (String[] present : fields) {
      if (present[0].equals(field[0]) && field[0].startsWith(":")) {
        present[1] = field[1];
        return;
      }
    }
    fields.add(field);
  }

  private static End ask(String vector, byte[] body) throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      int end = body.length == 0 ? RawHttp2.END_STREAM : 0;
      client.frame(
          RawHttp2.HEADERS, RawHttp2.END_HEADERS | end, 1, RawHttp2.fields(fields(vector)));
      if (body.length > 0) {
        client.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, body);
      }
      return client.end(1);
    }
  }

  /**
   * A line for each would be as many as clients like; before the first request the library logs.
   */
  @ParameterizedTest
  @ValueSource(ints = {RawHttp2.DATA, RawHttp2.HEADERS, RawHttp2.RESET, RawHttp2.GOAWAY})
  void connectionThatBeginsWrong_leavesNoLine(int type) throws IOException {
    try (Printed printed = new Printed();
        Socket client = new Socket("127.0.0.1", rig.proxy.port())) {
      client.setSoTimeout(RawClient.PATIENCE_MILLIS);
      client.getOutputStream().write(RawClient.bytes(RawHttp2.PREFACE));
      client.getOutputStream().write(RawHttp2.bytes(type, 0, 1, new byte[8]));

      client.getInputStream().readAllBytes();

      assertThat(printed.lines(" ERROR ") + printed.lines(" WARN ")).isZero();
    }
  }

  /** The table is memory of the proxy's; a client may allow one of 4 GiB. */
  @Test
  void tableOfFields_isNotAsLargeAsTheClientAllows() throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 1, -1, -1, -1, -1});
      client.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.fields(fields("")));
      assertThat(client.tableSize(1)).isEqualTo(4_096);
    }
  }

  /** Clients take one for an error of the protocol (RFC 9110, 9.3.2). */
  @ParameterizedTest
  @ValueSource(strings = {":path=/a%2fb", "expect=x", "x=\u0001"})
  void refusalOfHead_hasNoBody(String vector) throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.fields(fields(":method=HEAD|" + vector)));

      assertThat(client.bodyBytes(1)).isZero();
    }
  }

  /** Others' streams may be on the same connection. */
  @Test
  void methodThatIsNone_endsItsStreamAlone() throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      int whole = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
      client.frame(RawHttp2.HEADERS, whole, 1, RawHttp2.fields(fields(":method=GET /x")));
      assertThat(client.end(1)).isEqualTo(End.RESET);

      client.frame(RawHttp2.HEADERS, whole, 3, RawHttp2.fields(fields("")));

      assertThat(client.end(3)).isEqualTo(End.OK);
    }
  }

  @Test
  void manyRanges_areRefused() throws IOException {
    assertThat(ask("range=bytes=" + "0-,".repeat(31) + "0-", NONE)).isEqualTo(End.OK);
    assertThat(ask("range=bytes=" + "0-,".repeat(32) + "0-", NONE)).isNotEqualTo(End.OK);
    assertThat(rig.legacy.seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expect=y 100-continue", "expect=100-continue|expect=x"})
  void unknownExpectation_isRefused(String vector) throws IOException {
    assertThat(ask(":method=PUT|" + vector, RawClient.bytes("x"))).isNotEqualTo(End.OK);
    assertThat(rig.legacy.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "te=trailers",
        "cookie=a=1|cookie=b=2",
        "x=d\\xfcsseldorf",
        "x=",
        "x=a b\\tc",
        ":path=/a?x=%0d%0a",
        ":method=OPTIONS|:path=*",
        "-:authority|host=h",
        "host=h",
      })
  void rightRequest_isAnswered(String vector) throws IOException {
    assertThat(ask(vector, NONE)).isEqualTo(End.OK);
    assertThat(rig.legacy.seen).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+:method=GET",
        "+:path=/evil",
        "+:scheme=http",
        "+:authority=evil",
        "x=y|+:path=/evil",
        "-:path|x=y|+:path=/g",
        "-:method",
        "-:path",
        "-:scheme",
        "-:authority",
        ":status=200",
        ":evil=1",
        ":path=",
        ":path=g",
        ":path=*",
        ":path=http://evil/g",
        ":path=/a b",
        ":path=/g HTTP/1.1\\r\\nX: y",
        ":path=/a\\x00",
        ":path=/a\\xfc",
        ":path=/a#b",
        ":path=/a%2",
        ":path=/a%2fb",
        ":path=/a%00",
        ":path=/a/../b",
        ":path=/a/%2e%2e",
        ":path=/a/..;/b",
        ":path=/a\\\\b",
        ":path=/%c0%ae",
        ":method=",
        ":method=get",
        ":method=GET /evil HTTP/1.1\\r\\nX:",
        ":method=G ET",
        ":method=TRACE",
        ":method=CONNECT",
        ":method=CONNECT|-:path|-:scheme",
        ":scheme=ftp",
        ":scheme=http://evil/?",
        ":authority=",
        ":authority=u@h",
        ":authority=h/x",
        ":authority=h\\r\\nX: y",
        ":authority=h:99999",
        ":authority=a,b",
        "host=evil",
        "host=h|host=evil",
        "host=h|host=h",
        "connection=close",
        "connection=x-forwarded-for",
        "keep-alive=timeout=5",
        "content_length=5",
        "transfer_encoding=chunked",
        "proxy-connection=close",
        "transfer-encoding=chunked",
        "transfer-encoding=trailers",
        "upgrade=h2c",
        "te=gzip",
        "te=trailers, deflate",
        "Transfer-Encoding=chunked",
        "X-Upper=1",
        "content-length=5",
        "content-length=+0",
        "content-length=99999999999999999999",
        "=x",
        "a b=x",
        "a:b=x",
        "a\\r\\nb=x",
        "a\\x00=x",
        "transfer-encoding\\r\\n=chunked",
        "x=a\\rb",
        "x=a\\nb",
        "x=a\\r\\nTransfer-Encoding: chunked",
        "x=a\\x00b",
        "x=a\\x07b",
        "x=a\\x7fb",
        "cookie=a\\r\\nX: y",
        ":path=//\\r\\nX: y",
        ":path=/a\\tb",
        ":path=/\\x7f",
        ":path=/%5c..",
        ":path=/a%0d%0aX: y",
        "sec-websocket-key1=1",
        "sec-websocket-key2=2",
        ":path=?x",
        ":path=*|:method=GET",
        ":path=https://h/g",
        ":path=h:443",
        ":authority=h:+80",
        ":authority=h:80:80",
        ":authority=h#x",
        ":authority=[::1",
        ":authority=h\\x00",
        ":authority=h, evil",
        "host=h:80",
        "host=",
        "-:authority|host=h\\r\\nX: y",
        "-:authority|host=u@h",
        "-:authority|host=h|host=evil",
        ":scheme=",
        ":scheme=HTTP ",
        ":scheme=http\\r\\nX: y",
        ":method=PRI",
        ":method=POST\\x00",
        ":protocol=websocket",
        ":method=CONNECT|:protocol=websocket",
        "content-length=",
        "content-length=-0",
        "content-length=0x0",
        "content-length=0,1",
        "content-length=1|content-length=2",
        "x\\n=y",
        "x =y",
        " x=y",
        "x\\x7f=y",
        "x\\xfc=y",
        ":=x",
        "http2-settings\\x00=AAMAAABk",
        "transfer-encoding=identity",
        "te=chunked",
        "te=trailers;q=1",
        "upgrade=websocket|connection=upgrade",
        "x=\\x01",
        "x=a\\x0b",
        "authorization=a\\nb",
        "x= a",
        "x=a ",
        "x=\\ta",
        "x=a\\t",
        "x= ",
        "cookie=a=1 ",
      })
  void requestThatHttp1CannotCarry_isRefused(String vector) throws IOException {
    assertThat(ask(vector, NONE)).isNotIn(End.OK, End.SILENCE);
    assertThat(rig.legacy.seen).isEmpty();
  }

  /** The codec has made one of them before we see them; a side gets that one. */
  @ParameterizedTest
  @ValueSource(strings = {"content-length=0|content-length=0", "content-length=0, 0"})
  void repeatedLength_reachesTheSideOnce(String vector) throws IOException {
    assertThat(ask(vector, NONE)).isEqualTo(End.OK);
    assertThat(rig.legacy.seen.get(0).headers().getAll("Content-Length")).isSubsetOf("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4", "0", "999", "+3", "0x3"})
  void lengthThatIsNotTheBodys_isNoRequestToASide(String length) throws IOException {
    End end = ask(":method=POST|content-length=" + length, new byte[] {'a', 'b', 'c'});

    assertThat(end).isNotIn(End.OK, End.SILENCE);
  }

  @Test
  void rightLength_isAnswered() throws IOException {
    assertThat(ask(":method=POST|content-length=3", new byte[] {'a', 'b', 'c'})).isEqualTo(End.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=y", ":path=/evil", "connection=close", "transfer-encoding=chunked"})
  void trailers_areNotPassedOn(String trailer) throws IOException {
    List<String[]> fields = List.<String[]>of(trailer.split("=", 2));
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      byte[] head = RawHttp2.fields(fields(":method=POST"));
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head);
      client.frame(RawHttp2.DATA, 0, 1, new byte[] {'a'});
      int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
      client.frame(RawHttp2.HEADERS, flags, 1, RawHttp2.fields(fields));

      assertThat(client.end(1)).isNotEqualTo(End.SILENCE);
    }
    for (TestSide.Seen seen : rig.legacy.seen) {
      assertThat(seen.uri()).isEqualTo("/g");
      assertThat(seen.headers().names()).doesNotContain("x");
    }
  }

  /** Frames that no connection may hold: type, flags, stream, payload's length. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 0 3", "1 5 0 3", "1 5 2 3", "0 1 7 3", "9 4 1 3", "9 4 0 3", "3 0 0 4", "3 0 9 4",
        "4 0 1 0", "4 0 0 5", "6 0 1 8", "6 0 0 7", "8 0 0 4", "1 13 1 1", "0 9 1 1", "0 0 1 20000",
        "5 4 1 8"
      })
  void malformedFrame_endsTheConnection(String frame) throws IOException {
    int[] part = Arrays.stream(frame.split(" ")).mapToInt(Integer::parseInt).toArray();
    byte[] payload = new byte[part[3]];
    Arrays.fill(payload, (byte) (part[0] == RawHttp2.WINDOW_UPDATE ? 0 : 0xff));
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      client.frame(part[0], part[1], part[2], payload);

      assertThat(client.end(1)).isIn(End.GOAWAY, End.CLOSED, End.RESET);
    }
    assertThat(rig.legacy.seen).isEmpty();
  }

  /** CVE-2024-27316 and its like: a head that never ends. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000})
  void continuationsWithoutEnd_areCutOff(int length) throws IOException {
    byte[] part = length == 0 ? NONE : field("x", "a".repeat(length));
    flood(
        RawHttp2.bytes(RawHttp2.HEADERS, 0, 1, RawHttp2.fields(fields(""))),
        i -> RawHttp2.bytes(RawHttp2.CONTINUATION, 0, 1, part));
  }

  /** CVE-2023-44487: requests that are taken back at once cost the side more than the client. */
  @Test
  void requestsTakenBack_areCutOff() throws IOException {
    byte[] head = RawHttp2.fields(fields(""));
    int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
    flood(
        NONE,
        i -> {
          ByteArrayOutputStream both = new ByteArrayOutputStream();
          both.writeBytes(RawHttp2.bytes(RawHttp2.HEADERS, flags, 2 * i + 1, head));
          both.writeBytes(RawHttp2.bytes(RawHttp2.RESET, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
          return both.toByteArray();
        });
    assertThat(rig.legacy.seen).hasSizeLessThan(1_000);
  }

  /** CVE-2025-8671: the client makes the server reset, by frames that are wrong. */
  @Test
  void requestsThatTheServerMustReset_areCutOff() throws IOException {
    byte[] head = RawHttp2.fields(fields(":method=POST"));
    flood(
        NONE,
        i -> {
          ByteArrayOutputStream both = new ByteArrayOutputStream();
          both.writeBytes(RawHttp2.bytes(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 2 * i + 1, head));
          both.writeBytes(RawHttp2.bytes(RawHttp2.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]));
          return both.toByteArray();
        });
    assertThat(rig.legacy.seen).hasSizeLessThan(1_000);
  }

  /** CVE-2019-9518: parts of a body that hold nothing. */
  @Test
  void emptyParts_areCutOff() throws IOException {
    byte[] head = RawHttp2.fields(fields(":method=POST"));
    flood(
        RawHttp2.bytes(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head),
        i -> RawHttp2.bytes(RawHttp2.DATA, 0, 1, NONE));
  }

  /** CVE-2019-9512 and 9515: answers to pings and settings that nobody reads. */
  @ParameterizedTest
  @ValueSource(ints = {RawHttp2.PING, RawHttp2.SETTINGS})
  void answersThatNobodyReads_areCutOff(int type) throws IOException {
    byte[] payload = type == RawHttp2.PING ? new byte[8] : new byte[] {0, 4, 0, 1, 0, 0};
    byte[] many = new byte[1_000 * (9 + payload.length)];
    byte[] one = RawHttp2.bytes(type, 0, 0, payload);
    for (int at = 0; at < many.length; at += one.length) {
      System.arraycopy(one, 0, many, at, one.length);
    }
    flood(NONE, i -> many);
  }

  /** A kilobyte of indexed fields that stand for megabytes. */
  @Test
  void fieldsThatUnpackToTooMuch_areRefused() throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(RawHttp2.fields(fields("")));
    block.write(0x40); // is added to the table
    RawHttp2.text(block, "x");
    RawHttp2.text(block, "a".repeat(3_900));
    for (int i = 0; i < 5_000; i++) {
      block.write(0x80 | 62);
    }
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
      client.frame(RawHttp2.HEADERS, flags, 1, block.toByteArray());

      assertThat(client.end(1)).isNotIn(End.OK, End.SILENCE);
    }
    assertThat(rig.legacy.seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200 4", "3 6000", "1 17000"})
  void tooManyOrTooLongFields_areRefused(String counts) throws IOException {
    String[] part = counts.split(" ");
    StringBuilder vector = new StringBuilder();
    for (int i = 0; i < Integer.parseInt(part[0]); i++) {
      vector.append("|x").append(i).append('=').append("a".repeat(Integer.parseInt(part[1])));
    }
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      byte[] block = RawHttp2.fields(fields(vector.toString()));
      int most = 16_000;
      for (int at = 0; at < block.length; at += most) {
        int end = Math.min(block.length, at + most);
        client.frame(
            at == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION,
            (at == 0 ? RawHttp2.END_STREAM : 0) | (end == block.length ? RawHttp2.END_HEADERS : 0),
            1,
            Arrays.copyOfRange(block, at, end));
      }
      assertThat(client.end(1)).isNotIn(End.OK, End.SILENCE);
    }
    assertThat(rig.legacy.seen).isEmpty();
  }

  private static byte[] field(String name, String value) {
    return RawHttp2.fields(List.<String[]>of(new String[] {name, value}));
  }

  private interface Flood {
    byte[] part(int i);
  }

  /** Writes parts without reading an answer: the proxy must hang up before the end. */
  private static void flood(byte[] first, Flood flood) throws IOException {
    try (RawHttp2 client = new RawHttp2(rig.proxy.port())) {
      try {
        client.raw(first);
        for (int i = 0; i < MANY; i++) {
          client.raw(flood.part(i));
        }
      } catch (IOException hungUp) {
        return;
      }
      assertThat(client.end(-1)).isIn(End.GOAWAY, End.CLOSED);
    }
  }
}
