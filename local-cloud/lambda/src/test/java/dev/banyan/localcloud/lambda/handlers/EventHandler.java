package dev.banyan.localcloud.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Notes each event as it came. */
public final class EventHandler implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    Journal.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    out.write("{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8));
  }
}
