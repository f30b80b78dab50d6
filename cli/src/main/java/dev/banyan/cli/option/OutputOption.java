package dev.banyan.cli.option;

import picocli.CommandLine.Option;

/** For whom a command prints. */
public final class OutputOption {

  private enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  /** Whether a script reads standard output. */
  public boolean json() {
    return format == Format.JSON;
  }
}
