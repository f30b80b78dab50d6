package dev.banyan.jobs.verify.expect;

/**
 * A document that can have no items. Carries no stack trace: it is an outcome, inside a package.
 */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refusal(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
