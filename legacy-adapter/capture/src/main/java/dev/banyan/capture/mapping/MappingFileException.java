package dev.banyan.capture.mapping;

import java.util.List;

/** A mapping file that cannot be used; the message has a line for each error, with its place. */
public final class MappingFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MappingFileException(List<String> errors) {
    super(String.join(System.lineSeparator(), errors));
  }
}
