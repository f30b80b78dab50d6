package dev.banyan.stream.testkit;

import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Events as Lambda sends them, read and written as its Java runtime does. */
public final class Recorded {

  private Recorded() {}

  /** Reads {@code /events/name} from the test's resources. */
  public static <T> T event(Class<T> type, String name) {
    try (InputStream in = Recorded.class.getResourceAsStream("/events/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no recorded event " + name);
      }
      return parse(type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an event from its JSON. */
  public static <T> T parse(Class<T> type, String json) {
    return LambdaEventSerializers.serializerFor(type, Recorded.class.getClassLoader())
        .fromJson(json);
  }

  /** A response as the runtime sends it. */
  @SuppressWarnings("unchecked")
  public static <T> String json(T response) {
    var out = new ByteArrayOutputStream();
    LambdaEventSerializers.serializerFor(
            (Class<T>) response.getClass(), Recorded.class.getClassLoader())
        .toJson(response, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
