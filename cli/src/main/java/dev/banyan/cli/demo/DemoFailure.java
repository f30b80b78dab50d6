package dev.banyan.cli.demo;

/** A step of the demonstration was refused or went wrong; the audit still runs. */
final class DemoFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoFailure(String message) {
    super(message);
  }
}
