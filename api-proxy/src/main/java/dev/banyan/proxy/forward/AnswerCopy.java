package dev.banyan.proxy.forward;

import dev.banyan.proxy.shadow.Answer;
import dev.banyan.proxy.upstream.SideAnswer;
import io.vertx.core.buffer.Buffer;

/** Keeps an answer's body while it passes, up to a bound. */
abstract class AnswerCopy {

  private final int maxBody;
  private final Buffer body = Buffer.buffer();
  private boolean tooLong;

  AnswerCopy(int maxBody) {
    this.maxBody = maxBody;
  }

  final void add(Buffer part) {
    tooLong |= body.length() + part.length() > maxBody;
    if (!tooLong) {
      body.appendBuffer(part);
    }
  }

  final void end(SideAnswer answer) {
    if (tooLong) {
      skipped();
    } else {
      whole(Answer.of(answer, body));
    }
  }

  /** The client has the whole answer, and so has this. */
  abstract void whole(Answer answer);

  /** The body was too long. */
  abstract void skipped();
}
