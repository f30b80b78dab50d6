package dev.banyan.publisher;

/**
 * What a request still takes.
 *
 * @param request bytes left of the request's limit
 * @param tokens bytes left of the shard's pace
 * @param share of the tokens that one bucket may fill with new events, so that all get a turn
 * @param first whether nothing has been taken yet: the first record goes even beyond the pace
 */
record Room(int request, int tokens, int share, boolean first) {

  boolean takes(int bytes) {
    return bytes <= request && (first || bytes <= tokens);
  }

  /** The most that a new record of several events may have. */
  int most() {
    return Math.min(Math.min(request, tokens), share);
  }

  Room without(int bytes) {
    return new Room(request - bytes, Math.max(0, tokens - bytes), share, false);
  }
}
