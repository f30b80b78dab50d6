package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.JobException;

/** A mapping file cannot be used; the message names file, line and column. */
public final class MappingException extends JobException {

  private static final long serialVersionUID = 1L;

  public MappingException(String message) {
    super(message);
  }

  public MappingException(String message, Throwable cause) {
    super(message, cause);
  }
}
