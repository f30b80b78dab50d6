package dev.banyan.spring.outbox;

/** What to say where an event would be stored without its state. */
final class NoTransaction {

  private NoTransaction() {}

  static String message(String manager) {
    return "There is no MongoDB transaction for the outbox to join, so an event could be stored"
        + " without its state or the other way round. Make the calling method @Transactional, and"
        + " declare a bean of type "
        + manager
        + ": Spring Boot does not make one";
  }
}
