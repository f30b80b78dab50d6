package dev.banyan.proxy.route;

/** Whether a route reads or writes its capability. */
public enum Access {
  READ,
  WRITE
}
