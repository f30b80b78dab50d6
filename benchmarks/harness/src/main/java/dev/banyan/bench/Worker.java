package dev.banyan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The child's side of a {@link WorkerProcess}: one JSON request per line on standard input, one
 * answer per line on standard output. When standard input ends, which it does however the parent
 * ends, the process ends too.
 */
public final class Worker {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Worker() {}

  /** Answers requests. */
  @FunctionalInterface
  public interface Handler {
    /** The fields of the answer go into {@code answer}. */
    void handle(String operation, JsonNode request, ObjectNode answer) throws Exception;
  }

  /** Serves until the parent has gone, then ends this JVM. */
  public static void serve(Handler handler) {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print must not mix with answers
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        answers.println(answer(handler, line));
      }
    } catch (IOException e) {
      // A broken pipe: the parent has gone.
    }
    Runtime.getRuntime().exit(0);
  }

  private static String answer(Handler handler, String line) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      JsonNode request = JSON.readTree(line);
      handler.handle(request.path("op").asText(), request, answer);
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      answer.put("error", e.toString());
    }
    return JSON.writeValueAsString(answer);
  }
}
