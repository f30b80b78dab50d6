package dev.banyan.proxy.forward;

import dev.banyan.proxy.shadow.Answer;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.wire.MemoryShare;
import io.vertx.core.buffer.Buffer;

/** Keeps an answer's body while it passes, up to a bound. */
abstract class AnswerCopy {

  private final int maxBody;
  private final MemoryShare memory;
  private final Buffer body = Buffer.buffer();
  private boolean tooLong;
  private int taken;

  AnswerCopy(int maxBody, MemoryShare memory) {
    this.maxBody = maxBody;
    this.memory = memory;
  }

  final void add(Buffer part) {
    if (!tooLong && (body.length() + part.length() > maxBody || !memory.take(part.length()))) {
      tooLong = true;
      drop();
    }
    if (!tooLong) {
      taken += part.length();
      body.appendBuffer(part);
    }
  }

  /** The answer has broken off. */
  final void drop() {
    memory.give(taken);
    taken = 0;
  }

  final void end(SideAnswer answer) {
    drop();
    if (tooLong) {
      skipped();
    } else {
      whole(Answer.of(answer, body));
    }
  }

  /** The client has the whole answer, and so has this. */
  abstract void whole(Answer answer);

  /** The body was too long, or memory short. */
  abstract void skipped();
}
