package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.Target;

/** Why a side gave no answer, and what the client is told. */
enum Failure {
  /** No connection: the side did not get the request. */
  UNREACHABLE(502, Target.UNREACHABLE, false),
  /** Its name leads to an address that none may have: it did not get the request. */
  FORBIDDEN(502, "has an address that is not allowed", false),
  /** All connections are in use and too many wait: the side did not get the request. */
  BUSY(503, "has no free connection", false),
  /** Too many bodies are on their way, or too much of them: it did not get the request. */
  NO_ROOM(503, "is not asked: too many bodies are on their way", false),
  /** No answer in time; the side may have acted all the same. */
  TIMEOUT(504, "did not answer in time", true),
  /** It took nothing of a body for as long as a silent connection is kept. */
  STALLED(504, "takes no more of the request's body", true),
  /** The connection broke before the answer; the side may have acted all the same. */
  BROKEN(502, "closed the connection", true),
  /** It answered what HTTP cannot carry; it has acted. */
  MALFORMED(502, "gave an answer that is malformed", true),
  /** The client's body is too long; it was cut off. */
  TOO_LARGE(413, "was not given the whole body: it is too large", true),
  /** The client went away before its request was whole. */
  CLIENT_GONE(499, "lost its client", true);

  final int status;
  final String text;

  /** Whether the side may have got the request. */
  final boolean mayHaveActed;

  /** Whether it says something of the side, and not of clients or of this proxy. */
  boolean isOfSide() {
    return this != NO_ROOM && this != TOO_LARGE && this != CLIENT_GONE;
  }

  Failure(int status, String text, boolean mayHaveActed) {
    this.status = status;
    this.text = text;
    this.mayHaveActed = mayHaveActed;
  }
}
