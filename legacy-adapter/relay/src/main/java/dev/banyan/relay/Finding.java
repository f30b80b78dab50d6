package dev.banyan.relay;

/** What a start-up check found. */
sealed interface Finding {

  /** As it should be. */
  record Fine(String what) implements Finding {}

  /**
   * Has to be changed before the relay can run.
   *
   * @param remedy what to do
   */
  record Wrong(String what, String remedy) implements Finding {}
}
