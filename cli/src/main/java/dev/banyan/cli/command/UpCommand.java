package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.CloudSizing;
import dev.banyan.cli.stack.Endpoints;
import dev.banyan.cli.stack.Installation;
import dev.banyan.cli.stack.Stack;
import dev.banyan.cli.stack.StackOptions;
import dev.banyan.control.Capability;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code banyan up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the environment and the sample monolith behind the proxy, and stays until Ctrl-C.",
      "MongoDB, DynamoDB, Kinesis, SQS and the Lambda host are embedded unless --mongo-uri and"
          + " --aws-endpoint name others."
    })
public final class UpCommand implements Callable<Integer> {

  @Mixin private StackOptions options = new StackOptions();

  @Override
  public Integer call() throws InterruptedException {
    options.check();
    Display display = new Display(System.out, System.console() != null);
    try (Stack stack = Stack.open(options, Installation.current())) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
      start(stack, display);
      new NextSteps(stack).print(display);
      while (true) {
        Thread.sleep(1_000);
        stack.requireAlive();
      }
    }
  }

  private static void start(Stack stack, Display display) {
    display.step("Starting the embedded cloud", "");
    Endpoints endpoints = stack.startCloud(CloudSizing.forFollows(100_000));
    display.done("HTTP API of the functions at " + endpoints.httpApi());
    try (Run run = new Run(endpoints)) {
      Run.CAPABILITIES.forEach(name -> run.control().create(Capability.inLegacy(name)));
    }
    display.step("Starting the monolith and the proxy", "");
    stack.startApplications();
    display.done("monolith " + endpoints.monolith() + ", proxy " + endpoints.proxy());
  }
}
