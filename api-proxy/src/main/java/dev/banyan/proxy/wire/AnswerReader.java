package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes answers of a side's bytes: checks them as {@link ResponseWire} does and takes them apart in
 * the same pass. An answer that could be read in two ways, or that nobody asked for, is refused,
 * and of the read that brought it nothing is given out. Provisional answers are passed over.
 *
 * <p>After each {@link #read} it tells what that has brought: a {@link #head}, a {@link #part} of
 * the body, the {@link #hasEnded end}, or several of them. Used on one event loop.
 */
public final class AnswerReader {

  private final ReadMark reads = new ReadMark();
  private final ReadBody body = new ReadBody();
  private final AnswerScanner answers;
  private @Nullable AnswerHead head;
  private @Nullable ByteBuf part;
  private boolean ended;

  /** For a connection on which nothing was asked yet. */
  public AnswerReader(WireLimits limits) {
    answers = new AnswerScanner(limits, body);
  }

  /** Marks every read. */
  public ReadMark reads() {
    return reads;
  }

  /**
   * A request is being sent.
   *
   * @param toHead whether its method is HEAD, whose answer has no body
   */
  public void expect(boolean toHead) {
    answers.expect(toHead, false);
  }

  /**
   * Reads what has come, and releases it.
   *
   * @return why it is no answer; null if it is right
   */
  public @Nullable String read(ByteBuf in) {
    reads.note();
    head = null;
    part = null;
    ended = false;
    try {
      int at = in.readerIndex();
      int end = in.writerIndex();
      while (at < end && answers.refusal() == null) {
        at = answers.step(in, at, end);
        if (answers.headEnded() && !answers.isInHead()) {
          head = answers.made();
        }
        ended = answers.isIdle();
      }
      String refusal = answers.refusal();
      if (refusal == null) {
        part = body.take();
      }
      return refusal;
    } finally {
      answers.endRead();
      body.reset();
      in.release();
    }
  }

  /** The head of the answer proper, if it was whole with the last read. */
  public @Nullable AnswerHead head() {
    return head;
  }

  /**
   * What the last read has brought of the body, null if nothing. Whoever reads asks for it once and
   * releases it.
   */
  public @Nullable ByteBuf part() {
    return part;
  }

  /** Whether the answer ended with the last read. */
  public boolean hasEnded() {
    return ended;
  }

  /** The fields behind the body of an answer that has ended; null if there are none. */
  public @Nullable MultiMap trailers() {
    return answers.trailers();
  }

  /** Whether it is the end of the connection that ends the answer. */
  public boolean endsWithConnection() {
    return answers.isToTheEnd();
  }
}
