package dev.banyan.cli.command;

/** For whom a command prints. */
enum OutputFormat {
  TEXT,
  JSON
}
