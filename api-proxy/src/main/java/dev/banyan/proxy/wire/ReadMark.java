package dev.banyan.proxy.wire;

/** Someone who sees every read of a connection. Used on its channel's event loop only. */
interface ReadMark {

  /** Whether anything has been read since this was last asked. */
  boolean takeRead();
}
