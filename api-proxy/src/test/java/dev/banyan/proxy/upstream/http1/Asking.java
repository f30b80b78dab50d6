package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideRequest;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks for something and keeps what becomes of it, as one line. */
final class Asking implements SideRequest.Asker {

  private final Consumer<SideRequest> send;
  private final CompletableFuture<String> outcome = new CompletableFuture<>();
  final CompletableFuture<SideRequest> request = new CompletableFuture<>();
  final CompletableFuture<SideAnswer> answer = new CompletableFuture<>();
  private final Buffer body = Buffer.buffer();
  volatile boolean wanted = true;
  volatile boolean pauses;
  volatile boolean resets;

  /** What is done at each part of the body. */
  volatile Consumer<SideAnswer> atPart = answer -> {};

  Asking(Consumer<SideRequest> send) {
    this.send = send;
  }

  /** A request without a body. */
  static Asking simply() {
    return new Asking(SideRequest::end);
  }

  /** What became of it: status and body, or what went wrong. */
  String outcome() throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  /** Bytes of the body so far. */
  int bytes() {
    return body.length();
  }

  boolean isOver() {
    return outcome.isDone();
  }

  @Override
  public boolean isWaiting() {
    return wanted;
  }

  @Override
  public void connected(SideRequest made) {
    request.complete(made);
    send.accept(made);
  }

  @Override
  public void unconnected(Throwable why) {
    outcome.complete("unconnected: " + why.getClass().getSimpleName());
  }

  @Override
  public void answered(SideAnswer head) {
    if (pauses) {
      head.pause();
    }
    head.read(
        part -> {
          body.appendBuffer(part);
          atPart.accept(head);
        },
        end -> outcome.complete(head.statusCode() + " " + body),
        broken -> outcome.complete(head.statusCode() + " cut"));
    answer.complete(head);
    if (resets) {
      request.join().reset();
    }
  }

  @Override
  public void refused(boolean overloaded) {
    outcome.complete("refused");
  }

  @Override
  public void broken() {
    outcome.complete("broken");
  }
}
