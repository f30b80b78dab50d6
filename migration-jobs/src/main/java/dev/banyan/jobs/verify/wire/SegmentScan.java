package dev.banyan.jobs.verify.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads some attributes of all items of a segment (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html">Scan</a>).
 * Thread-safe.
 */
public final class SegmentScan {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int PAGE = 1_000;

  private final ReadLink link;
  private final String table;
  private final Projection attributes;

  public SegmentScan(ReadLink link, String table, List<String> attributes) {
    this.link = link;
    this.table = table;
    this.attributes = new Projection(attributes);
  }

  /**
   * Hands over one page after the other, empty ones too.
   *
   * @throws dev.banyan.jobs.JobException if the table cannot be read
   */
  public void read(int segment, int segments, Consumer<List<Map<String, Found>>> each) {
    byte[] after = null;
    do {
      Page page = link.ask(table, "Scan", request(segment, segments, after), SegmentScan::parse);
      each.accept(page.items);
      after = page.last;
    } while (after != null);
  }

  private byte[] request(int segment, int segments, byte @Nullable [] after) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("TableName", table);
      json.writeNumberField("Segment", segment);
      json.writeNumberField("TotalSegments", segments);
      json.writeNumberField("Limit", PAGE);
      attributes.write(json);
      if (after != null) {
        json.writeFieldName("ExclusiveStartKey");
        json.writeRawValue(new String(after, java.nio.charset.StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return body.toByteArray();
  }

  /**
   * An answer.
   *
   * @param last the key behind which it goes on, as it came; null at the end
   */
  private record Page(List<Map<String, Found>> items, byte @Nullable [] last) {}

  private static Page parse(byte[] body) throws IOException {
    List<Map<String, Found>> items = new ArrayList<>(PAGE);
    byte[] last = null;
    try (JsonParser json = FoundItems.parser(body)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (name.equals("Items")) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            items.add(FoundItems.next(json));
          }
        } else if (name.equals("LastEvaluatedKey")) {
          int from = (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          last =
              Arrays.copyOfRange(body, from, (int) json.currentTokenLocation().getByteOffset() + 1);
        } else {
          json.skipChildren();
        }
      }
    }
    return new Page(items, last);
  }
}
