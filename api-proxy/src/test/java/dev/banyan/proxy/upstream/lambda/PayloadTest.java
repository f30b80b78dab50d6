package dev.banyan.proxy.upstream.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.WholeAnswer;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  private static final byte[] BINARY = {(byte) 0xff, 0, 1, (byte) 0xfe};

  private static JsonObject event(MultiMap headers, Buffer body) {
    return new JsonObject(Buffer.buffer(bytes(headers, body)));
  }

  private static byte[] bytes(MultiMap headers, Buffer body) {
    WholeRequest request =
        new WholeRequest(
            HttpMethod.POST,
            "/users/a%20b/x?q=1&q=2&e=%C3%A4+b&flag",
            headers,
            body,
            "/users/{id}/x",
            Map.of("id", "a b"),
            "192.0.2.7",
            Duration.ofSeconds(1));
    PayloadEvent event = PayloadEvent.of(request, Instant.ofEpochSecond(1_700_000_000));
    byte[] bytes = event.bytes();
    assertThat(event.length()).isEqualTo(bytes.length);
    return bytes;
  }

  private static MultiMap headers(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  @Test
  void event_isApiGatewaysVersion2() {
    JsonObject event =
        event(
            headers(
                "Content-Type", "application/json", "X-A", "1", "x-a", "2", "Cookie", "a=1; b=2"),
            Buffer.buffer("{\"ä\":1}"));

    assertThat(event.getString("version")).isEqualTo("2.0");
    assertThat(event.getString("routeKey")).isEqualTo("POST /users/{id}/x");
    assertThat(event.getString("rawPath")).isEqualTo("/users/a%20b/x");
    assertThat(event.getString("rawQueryString")).isEqualTo("q=1&q=2&e=%C3%A4+b&flag");
    assertThat(event.getJsonObject("queryStringParameters"))
        .isEqualTo(new JsonObject().put("e", "ä b").put("flag", "").put("q", "1,2"));
    assertThat(event.getJsonObject("pathParameters").getString("id")).isEqualTo("a b");
    assertThat(event.getJsonArray("cookies")).isEqualTo(new JsonArray().add("a=1").add("b=2"));
    assertThat(event.getJsonObject("headers").getString("x-a")).isEqualTo("1,2");
    assertThat(event.getJsonObject("headers").containsKey("cookie")).isFalse();
    assertThat(event.getString("body")).isEqualTo("{\"ä\":1}");
    assertThat(event.getBoolean("isBase64Encoded")).isFalse();
    JsonObject http = event.getJsonObject("requestContext").getJsonObject("http");
    assertThat(http.getString("sourceIp")).isEqualTo("192.0.2.7");
    assertThat(http.getString("method")).isEqualTo("POST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "application/json"})
  void event_carriesBinaryBodiesInBase64(String type) {
    JsonObject event = event(headers("Content-Type", type), Buffer.buffer(BINARY));

    assertThat(event.getBoolean("isBase64Encoded")).isTrue();
    assertThat(Base64.getDecoder().decode(event.getString("body"))).isEqualTo(BINARY);
  }

  private static List<byte[]> bodies() {
    StringBuilder all = new StringBuilder();
    IntStream.range(0, 0x3000).forEach(all::appendCodePoint);
    byte[] text = all.append("\ud83d\ude00 end").toString().getBytes(UTF_8);
    byte[] cut = Arrays.copyOf(text, text.length - 5); // in the middle of the last character
    List<byte[]> bodies =
        new ArrayList<>(List.of(BINARY, text, cut, "\"\\/\u007f".getBytes(UTF_8)));
    for (int length : List.of(0, 1, 2, 3, 4, 49_151, 49_152, 49_153, 100_000)) {
      byte[] random = new byte[length];
      new Random(length).nextBytes(random);
      bodies.add(random);
      bodies.add("x".repeat(length).getBytes(UTF_8));
    }
    for (String malformed : List.of("c080", "eda080", "f4908080", "f08080af", "80", "e282")) {
      bodies.add(HexFormat.of().parseHex("41" + malformed));
    }
    return bodies;
  }

  /** The body is written by hand; it says what a JSON library would. */
  @ParameterizedTest
  @MethodSource("bodies")
  void event_isWhatJsonMakesOfIt(byte[] body) {
    for (String type : List.of("text/plain", "image/png")) {
      Buffer bytes = Buffer.buffer(bytes(headers("Content-Type", type), Buffer.buffer(body)));

      JsonObject event = new JsonObject(bytes);
      assertThat(bytes).hasToString(event.encode());
      String said = event.getString("body", "");
      boolean base64 = event.getBoolean("isBase64Encoded");
      assertThat(base64 ? Base64.getDecoder().decode(said) : said.getBytes(UTF_8)).isEqualTo(body);
      assertThat(base64).isEqualTo(body.length > 0 && (type.equals("image/png") || !isUtf8(body)));
    }
  }

  private static boolean isUtf8(byte[] body) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static WholeAnswer answer(String payload) {
    return PayloadAnswer.of(payload.getBytes(UTF_8), null);
  }

  @Test
  void answer_hasStatusHeadersCookiesAndBinaryBody() {
    WholeAnswer answer =
        answer(
            new JsonObject()
                .put("statusCode", 201)
                .put("headers", new JsonObject().put("X-A", "1").put("Content-Length", "9"))
                .put(
                    "multiValueHeaders",
                    new JsonObject().put("X-B", new JsonArray().add("1").add("2")))
                .put("cookies", new JsonArray().add("a=1; Path=/").add("b=2"))
                .put("body", Base64.getEncoder().encodeToString(BINARY))
                .put("isBase64Encoded", true)
                .encode());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.whole().getBytes()).isEqualTo(BINARY);
    assertThat(answer.fields().all("Set-Cookie")).containsExactly("a=1; Path=/", "b=2");
    assertThat(answer.fields().all("X-B")).containsExactly("1", "2");
    assertThat(answer.fields().all("Content-Length")).containsExactly("4");
  }

  @Test
  void answerWithoutStatusCode_isTheBody() {
    assertThat(answer("{\"a\":1}").whole()).hasToString("{\"a\":1}");
    assertThat(answer("{\"a\":1}").fields().get("Content-Type")).isEqualTo("application/json");
    assertThat(answer("\"hello\"").whole()).hasToString("hello");
    assertThat(answer("null").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"statusCode\":\"many\"}",
        "{\"statusCode\":99}",
        "{\"statusCode\":200,\"headers\":7}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nX: y\"}}",
        "{\"statusCode\":200,\"headers\":{\"a b\":\"c\"}}",
        "{\"statusCode\":200,\"body\":\"%%\",\"isBase64Encoded\":true}",
        "{not json",
        "{\"statusCode\":200} x",
        "{\"statusCode\":200}{}",
        "{\"statusCode\":4294967496}",
        "{\"statusCode\":18446744073709551816}",
        "{\"statusCode\":200.9}",
        "{\"statusCode\":\"\u0662\u0660\u0660\"}",
        "{\"statusCode\":600}",
        "{\"statusCode\":\"+200\"}",
        "{\"statusCode\":null}",
        "{\"statusCode\":[200]}",
        "{\"statusCode\":true}",
        "{\"statusCode\":200,\"headers\":{\"\u212a\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":{\"b\":\"c\"}}}",
        "{\"statusCode\":200,\"headers\":{\"a\":[[\"c\"]]}}",
        "{\"statusCode\":200,\"cookies\":\"a=b\"}",
        "{\"statusCode\":200,\"isBase64Encoded\":\"true\"}",
        "{\"statusCode\":200,\"body\":{\"a\":1},\"isBase64Encoded\":true}",
        "{\"statusCode\":200,\"body\":\"a",
        "{\"statusCode\":200,\"other\":{\"a\":}}",
      })
  void malformedAnswer_is502(String payload) {
    assertThat(answer(payload).statusCode()).isEqualTo(502);
  }

  /** Members that nobody asks for, of those that are there twice the last one, and null. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'statusCode':200,'body':'a'}|200 [Content-Type=application/json, Content-Length=1] a",
        "{'x':[{'body':'no'}],'body':'a','statusCode':'201'}"
            + "|201 [Content-Type=application/json, Content-Length=1] a",
        "{'body':'a','statusCode':200,'body':'b','statusCode':404}"
            + "|404 [Content-Type=application/json, Content-Length=1] b",
        "{'statusCode':200.0,'headers':{'A':'1','a':2,'n':null,'Content-Type':'t'},'body':'b'}"
            + "|200 [a=2, Content-Type=t, Content-Length=1] b",
        "{'statusCode':200,'headers':{'A':'1'},'headers':{'B':' 2\\t'}}|200 [B=2, Content-Length=0] ",
        "{'statusCode':200,'headers':null,'multiValueHeaders':null,'cookies':null,'body':null}"
            + "|200 [Content-Length=0] ",
        "{'multiValueHeaders':{'a':['1','2']},'headers':{'A':'0','b':true},'statusCode':200}"
            + "|200 [b=true, a=1, a=2, Content-Length=0] ",
        "{'statusCode':200,'cookies':['a=b',null,'c=d'],'headers':{'Set-Cookie':'e=f'}}"
            + "|200 [Set-Cookie=e=f, Set-Cookie=a=b, Set-Cookie=c=d, Content-Length=0] ",
        "{'statusCode':200,'headers':{'transfer-encoding':{'a':[]},'CONNECTION':'x'}}"
            + "|200 [Content-Length=0] ",
        "{'statusCode':200,'body':{'a': [1, {}]} , 'isBase64Encoded':null}"
            + "|200 [Content-Type=application/json, Content-Length=14] {'a': [1, {}]}",
        "{'statusCode':200,'body':[]}"
            + "|200 [Content-Type=application/json, Content-Length=2] []",
        "{'statusCode':200,'body':12.50}"
            + "|200 [Content-Type=application/json, Content-Length=5] 12.50",
        "{'body':'a'}|200 [Content-Type=application/json, Content-Length=12] {'body':'a'}",
        " [1] |200 [Content-Type=application/json, Content-Length=3] [1]",
        "'\u00e9'|200 [Content-Type=application/json, Content-Length=2] \u00e9",
        "12|200 [Content-Type=application/json, Content-Length=2] 12",
      })
  void answer_isReadAsItIsWritten(String given, String expected) {
    WholeAnswer answer = answer(given.replace('\'', '"'));

    String body = answer.whole().toString().replace('"', '\'');
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < answer.fields().size(); i++) {
      fields.add(answer.fields().name(i) + "=" + answer.fields().value(i));
    }
    assertThat((answer.statusCode() + " " + fields + " " + body).trim())
        .isEqualTo(expected == null ? "" : expected.trim());
  }

  /** No more than goes into a head, and each looked at once. */
  @Test
  void answerOfManyHeaders_is502() {
    JsonObject headers = new JsonObject();
    for (int i = 0; i < 300_000; i++) {
      headers.put("h" + i, "v");
    }
    JsonObject given = new JsonObject().put("statusCode", 200).put("headers", headers);
    assertThat(answer(given.encode()).statusCode()).isEqualTo(502);
    given.put("headers", new JsonObject().put("a", "x".repeat(70_000)));
    assertThat(answer(given.encode()).statusCode()).isEqualTo(502);
    given.put("headers", new JsonObject().put("a", "x".repeat(60_000)));
    assertThat(answer(given.encode()).statusCode()).isEqualTo(200);
  }

  @Test
  void failedFunction_is502AndSaysNothingOfItself() {
    WholeAnswer answer =
        PayloadAnswer.of("{\"errorMessage\":\"db password\"}".getBytes(UTF_8), "Unhandled");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.whole().toString()).doesNotContain("password");
  }

  @Test
  void event_namesTheHostThatTheClientCalled() {
    JsonObject event = event(headers("X-Forwarded-Host", "shop.example:8443"), Buffer.buffer());

    assertThat(event.getJsonObject("headers").getString("host")).isEqualTo("shop.example:8443");
    assertThat(event.getJsonObject("requestContext").getString("domainName"))
        .isEqualTo("shop.example");
    assertThat(event.getJsonObject("requestContext").getString("domainPrefix")).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void answer_withoutABodyDropsTheOneThatWasGiven(int status) {
    String given = new JsonObject().put("statusCode", status).put("body", "x").encode();
    WholeAnswer answer = answer(given);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.whole().length()).isZero();
    assertThat(answer.fields().contains("Content-Length")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0001b", "a\u007fb", "a\rb"})
  void answer_withAControlCharacterInAHeaderIsMalformed(String value) {
    JsonObject headers = new JsonObject().put("X-A", value);
    String given = new JsonObject().put("statusCode", 200).put("headers", headers).encode();

    assertThat(answer(given).statusCode()).isEqualTo(502);
  }
}
