package dev.banyan.cli.command;

/** For whom a command prints. */
public enum OutputFormat {
  TEXT,
  JSON
}
