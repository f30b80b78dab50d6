package dev.banyan.jobs.backfill.wire;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.Delivered;
import dev.banyan.jobs.backfill.copy.Delivered.Rejected;
import dev.banyan.jobs.backfill.wire.Answer.StatementError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A request until each of its elements is durable or rejected for good; the one place that retries.
 *
 * <ol>
 *   <li>Throttled, as a whole or in part: the limit goes down, what is left goes again after a
 *       pause with jitter, without end.
 *   <li>The connection lost, 5xx, credentials refused: again, until the patience is over; then the
 *       job stops, resumable.
 *   <li>A request that is refused as invalid is sent element by element, so that one bad item does
 *       not take others with it.
 *   <li>The table is gone: the job stops.
 * </ol>
 *
 * Runs on the client's threads, one step at a time.
 */
final class Request {

  private static final Set<String> THROTTLING =
      Set.of(
          "ProvisionedThroughputExceededException",
          "ProvisionedThroughputExceeded",
          "ThrottlingException",
          "ThrottlingError",
          "Throttling",
          "RequestLimitExceeded",
          "LimitExceededException",
          "TransactionConflict",
          "TransactionConflictException");
  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredTokenException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "MissingAuthenticationToken",
          "InvalidClientTokenId");
  private static final Set<String> REFUSED =
      Set.of("AccessDeniedException", "AccessDenied", "NotAuthorized");
  private static final Set<String> PASSING =
      Set.of("InternalServerError", "InternalServerErrorException");
  private static final Set<String> MISSING =
      Set.of("ResourceNotFoundException", "ResourceNotFound");
  private static final Set<String> PRESENT =
      Set.of("DuplicateItem", "DuplicateItemException", "ConditionalCheckFailedException");

  private final DynamoLink link;
  private final RequestBody body;
  private final WritePath path;
  private final CompletableFuture<Delivered> done = new CompletableFuture<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private int[] open;
  private byte[] bytes;
  private int length;
  private long written;
  private long present;
  private int attempt;
  private long troubleSince;
  private boolean single;
  private @Nullable String lastError;

  Request(DynamoLink link, RequestBody body, WritePath path) {
    this.link = link;
    this.body = body;
    this.path = path;
    this.open = IntStream.range(0, body.count()).toArray();
    this.length = body.finish();
    this.bytes = body.bytes();
  }

  CompletableFuture<Delivered> send() {
    post();
    return done;
  }

  /** True if the body's bytes cannot be in use any more: only then may they be used again. */
  boolean isClean() {
    return lastError == null;
  }

  private void post() {
    link.http().post(path.operation(), bytes, length).whenComplete(this::answered);
  }

  private void answered(@Nullable Answer answer, @Nullable Throwable failure) {
    try {
      if (answer == null) {
        lost(failure);
      } else if (answer.status() == 200) {
        troubleSince = 0;
        settled(answer);
      } else {
        refused(answer);
      }
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(
          new JobException("DynamoDB's answer cannot be read: " + e.getMessage(), e));
    }
  }

  private void settled(Answer answer) throws IOException {
    if (answer.isPlainSuccess(path)) {
      written += open.length;
      link.throttle().limit().succeeded();
      end();
    } else if (path == WritePath.INSERT_IF_ABSENT) {
      statements(answer.statements());
    } else {
      unprocessed(answer);
    }
  }

  private void statements(List<StatementError> errors) {
    if (errors.size() != open.length) {
      throw new IllegalStateException(
          errors.size() + " answers for " + open.length + " statements");
    }
    List<Integer> again = new ArrayList<>();
    boolean busy = false;
    for (int i = 0; i < open.length; i++) {
      String code = errors.get(i).code();
      if (code.isEmpty()) {
        written++;
      } else if (PRESENT.contains(code)) {
        present++;
      } else if (THROTTLING.contains(code) || PASSING.contains(code)) {
        again.add(open[i]);
        busy |= THROTTLING.contains(code);
        lastError = code;
      } else if (MISSING.contains(code)) {
        tableGone();
        return;
      } else if (REFUSED.contains(code) || CREDENTIALS.contains(code)) {
        stop("DynamoDB refuses: " + errors.get(i).message());
        return;
      } else {
        reject(open[i], code + ": " + errors.get(i).message());
      }
    }
    goOn(again, busy);
  }

  private void goOn(List<Integer> again, boolean busy) {
    if (again.isEmpty()) {
      link.throttle().limit().succeeded();
      end();
      return;
    }
    open = again.stream().mapToInt(Integer::intValue).toArray();
    rebuild();
    if (busy) {
      throttled("the table throttles");
    } else {
      trouble(String.valueOf(lastError));
    }
  }

  private void unprocessed(Answer answer) throws IOException {
    Answer.Unprocessed left = answer.unprocessed();
    if (left.items() == 0) {
      written += open.length;
      end();
      return;
    }
    written += open.length - left.items();
    lastError = "UnprocessedItems";
    byte[] head = "{\"RequestItems\":".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] next = Arrays.copyOf(head, head.length + left.to() - left.from() + 1);
    System.arraycopy(answer.body(), left.from(), next, head.length, left.to() - left.from());
    next[next.length - 1] = '}';
    bytes = next;
    length = next.length;
    open = new int[left.items()]; // which ones does not matter any more: they go as they came back
    throttled("the table leaves items unprocessed");
  }

  private void refused(Answer answer) {
    StatementError error = answer.error();
    lastError = error.code();
    if (THROTTLING.contains(error.code())) {
      throttled("the table throttles");
    } else if (PRESENT.contains(error.code())) {
      present += open.length;
      end();
    } else if (answer.status() >= 500) {
      trouble("DynamoDB answers " + answer.status() + " " + error.code());
    } else if (MISSING.contains(error.code())) {
      tableGone();
    } else if (CREDENTIALS.contains(error.code())) {
      trouble("the credentials are refused (" + error.code() + ": " + error.message() + ")");
    } else if (error.code().equals("ValidationException") || error.code().startsWith("Item")) {
      oneByOne(error);
    } else {
      stop("DynamoDB refuses (" + error.code() + "): " + error.message());
    }
  }

  /** One bad item must not take the others with it. */
  private void oneByOne(StatementError error) {
    if (single || body.count() == 1) {
      reject(open[0], error.code() + ": " + error.message());
      end();
      return;
    }
    written = 0;
    present = 0;
    CompletableFuture<Delivered> all = CompletableFuture.completedFuture(Delivered.NOTHING);
    for (int element = 0; element < body.count(); element++) {
      Request alone = new Request(link, body, path, element);
      all = all.thenCompose(sum -> alone.send().thenApply(sum::plus));
    }
    all.whenComplete(
        (sum, failure) -> {
          if (failure == null) {
            done.complete(sum);
          } else {
            done.completeExceptionally(
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure);
          }
        });
  }

  private Request(DynamoLink link, RequestBody body, WritePath path, int element) {
    this.link = link;
    this.body = body;
    this.path = path;
    this.open = new int[] {element};
    this.bytes = body.only(element);
    this.length = bytes.length;
    this.single = true;
  }

  private void lost(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    lastError = String.valueOf(cause);
    if (cause instanceof DynamoHttp.NoCredentials) {
      trouble("there are no credentials (" + cause.getMessage() + ")");
    } else {
      trouble("DynamoDB cannot be reached (" + cause + ")");
    }
  }

  private void rebuild() {
    bytes = body.only(open);
    length = bytes.length;
  }

  private void throttled(String why) {
    link.throttle().limit().throttled(why);
    troubleSince = 0;
    again();
  }

  private void trouble(String what) {
    long now = System.nanoTime();
    if (troubleSince == 0) {
      troubleSince = now;
    }
    link.throttle().limit().throttled(what);
    if (now - troubleSince >= link.patience().toNanos()) {
      stop(what);
    } else {
      again();
    }
  }

  private void again() {
    if (link.throttle().isStopped()) {
      done.completeExceptionally(new CancellationException("stopped while a request was repeated"));
    } else {
      link.later(attempt++, this::post);
    }
  }

  private void stop(String what) {
    done.completeExceptionally(
        new JobException(
            what
                + "; the job has stopped, mend it and run the same command: it goes on from its checkpoints"));
  }

  private void tableGone() {
    stop("table '" + body.table() + "' does not exist any more");
  }

  private void reject(int element, String cause) {
    rejected.add(new Rejected(body.document(element), cause));
  }

  private void end() {
    done.complete(new Delivered(written, present, rejected));
  }
}
