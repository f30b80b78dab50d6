package dev.banyan.proxy.wire;

/**
 * How often anything has been read from a connection, for those who look now and then whether it
 * was. Used on its channel's event loop only.
 */
public final class ReadMark {

  private int reads;

  void note() {
    reads++;
  }

  /** Reads so far; begins anew behind 2^32. */
  public int count() {
    return reads;
  }
}
