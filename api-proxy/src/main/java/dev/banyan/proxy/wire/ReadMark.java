package dev.banyan.proxy.wire;

/** Whether anything has been read from a connection. Used on its channel's event loop only. */
public final class ReadMark {

  private boolean read;

  void note() {
    read = true;
  }

  /** Whether anything has been read since this was last asked. */
  boolean take() {
    boolean since = read;
    read = false;
    return since;
  }
}
