package dev.banyan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line says of bad input, before anything is started. */
final class BanyanCommandTest {

  @TempDir private Path folder;

  private record Result(int exitCode, String err) {}

  private static Result run(String... args) {
    CommandLine command = BanyanCommand.commandLine();
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    return new Result(command.execute(args), err.toString());
  }

  private void refused(Result result, String... parts) {
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(parts).doesNotContain("\tat ");
  }

  @Test
  void up_refusesAConnectionStringThatIsNone_beforeItStartsAnything() {
    refused(
        run("up", "--mongo-uri", "secret@nowhere", "--state-dir", folder.toString()),
        "--mongo-uri",
        "no connection string");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void demo_refusesARateThatCannotBe_beforeItStartsAnything() {
    Result number = run("demo", "--rate", "abc", "--state-dir", folder.toString());
    refused(number, "--rate", "'abc' is not a double", "Try 'banyan demo --help'.");
    assertThat(number.err()).hasLineCount(2);
    refused(run("demo", "--rate", "0", "--state-dir", folder.toString()), "rate must be above 0");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void misspeltOption_isNotHiddenByAPageOfOptions() {
    Result result = run("demo", "--rat", "5");
    refused(result, "Unknown options: '--rat', '5'", "--rate");
    assertThat(result.err().lines().count()).isLessThan(6);
    refused(run(), "Name a subcommand.", "banyan demo");
  }

  @Test
  void demo_namesAFileThatDoesNotExist() {
    refused(run("demo", "--follows", folder.resolve("no.txt").toString()), "no.txt");
  }

  @Test
  void demo_namesTheMalformedLine() throws Exception {
    Path file = Files.writeString(folder.resolve("g.txt"), "1 2\n2 3\nthree four\n");

    refused(run("demo", "--follows", file.toString()), "g.txt", "3", "three four");
  }

  @Test
  void demo_refusesATruncatedGzip() throws Exception {
    Path file = folder.resolve("g.gz");
    try (java.util.zip.GZIPOutputStream out =
        new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 10_000; i++) {
        out.write((i + " " + (i * 7919 % 10_007) + "\n").getBytes("UTF-8"));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

    refused(run("demo", "--follows", file.toString()), "g.gz", "truncated");
  }

  @Test
  void status_withoutARunSaysHowToStartOne() {
    refused(run("status", "--state-dir", folder.toString()), "banyan up");
  }

  @Test
  void canary_refusesAShareThatIsNone() {
    refused(run("canary", "relationships", "101", "--state-dir", folder.toString()), "0 to 100");
  }

  @Test
  void failure_thatIsNoBadInputIsExitCodeOne() throws Exception {
    CommandLine command = BanyanCommand.commandLine();
    StringWriter err = new StringWriter();
    command.setErr(new PrintWriter(err, true));
    Exception failure = new IllegalStateException("the table is gone");

    int exitCode =
        command
            .getExecutionExceptionHandler()
            .handleExecutionException(failure, command, command.parseArgs());

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("the table is gone").doesNotContain("\tat ");
  }

  @Test
  void help_teachesTheFirstSteps() {
    assertThat(BanyanCommand.commandLine().getUsageMessage())
        .contains("banyan demo", "banyan up", "banyan switch relationships", "Exit codes");
  }
}
