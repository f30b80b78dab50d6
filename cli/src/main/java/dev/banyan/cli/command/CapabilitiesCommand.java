package dev.banyan.cli.command;

import dev.banyan.cli.display.Json;
import dev.banyan.cli.run.Deployment;
import dev.banyan.control.Capability;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code banyan capabilities}. */
@Command(
    name = "capabilities",
    mixinStandardHelpOptions = true,
    description = {
      "Says what is to be moved: the names that routes and commands go by.",
      "A capability begins in legacy, reads and writes; 'banyan status' lists them."
    },
    footer = {
      "",
      "Examples:",
      "  banyan capabilities add orders invoices --aws --create-table",
      "  banyan status --aws"
    },
    synopsisSubcommandLabel = "COMMAND")
public final class CapabilitiesCommand implements Runnable {

  /** What a name may be: part of keys, metric labels and paths. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a subcommand: add.");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description =
          "Adds capabilities to the control table; those that are there stay as they are.")
  int add(
      @Parameters(paramLabel = "NAME", arity = "1..*", description = "For instance orders.")
          List<String> names,
      @Option(
              names = "--create-table",
              description = "Make the control table if it lacks, billed on demand.")
          boolean createTable,
      @Mixin DeploymentOptions options) {
    names.forEach(CapabilitiesCommand::check);
    return options.with(
        deployment -> {
          if (createTable) {
            deployment.createControlTable();
          }
          names.forEach(name -> add(name, deployment, options.json()));
          return 0;
        });
  }

  private static void add(String name, Deployment deployment, boolean json) {
    boolean there = deployment.control().capability(name).isPresent();
    Capability now = deployment.control().create(Capability.inLegacy(name));
    String stage = now.readStage().toString();
    System.out.println(
        json
            ? Json.line(Map.of("capability", name, "added", !there, "reads", stage))
            : name
                + (there ? ": was there already, reads are at " : ": added, reads are at ")
                + stage);
  }

  private static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no name of a capability: begin with a small letter, go on with those, digits and '-', at most 63");
    }
  }
}
