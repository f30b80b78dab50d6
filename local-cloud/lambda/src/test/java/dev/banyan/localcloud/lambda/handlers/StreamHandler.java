package dev.banyan.localcloud.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Notes each record. A record's data commands it: {@code poison} throws, {@code hang} stays the
 * first time, {@code flaky} is reported as failed the first time.
 */
public final class StreamHandler implements RequestHandler<Map<String, Object>, Object> {

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    try {
      return handle(event);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object handle(Map<String, Object> event) throws Exception {
    for (Object each : (List<?>) event.get("Records")) {
      Map<?, ?> kinesis = (Map<?, ?>) ((Map<?, ?>) each).get("kinesis");
      byte[] data = Base64.getDecoder().decode((String) kinesis.get("data"));
      String text = new String(data, StandardCharsets.UTF_8);
      if (text.contains("poison")) {
        throw new IllegalArgumentException("poison");
      }
      if (text.contains("hang") && !Journal.contains("hanging")) {
        Journal.add("hanging");
        new java.util.concurrent.CountDownLatch(1).await();
      }
      if (text.contains("flaky") && !Journal.contains("reported " + text)) {
        Journal.add("reported " + text);
        return Map.of(
            "batchItemFailures", List.of(Map.of("itemIdentifier", kinesis.get("sequenceNumber"))));
      }
      Journal.add(text);
    }
    return Map.of("batchItemFailures", List.of());
  }
}
