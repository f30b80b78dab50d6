package dev.banyan.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * A command line as it was executed in this process.
 *
 * @param out what a script reads
 * @param err what a person reads if it fails
 */
public record CommandRun(int exitCode, String out, String err) {

  /** Executes a command line; one at a time, because standard output is the process's. */
  public static synchronized CommandRun of(String... args) {
    CommandLine command = BanyanCommand.commandLine();
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return new CommandRun(
          command.execute(args), out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }
}
