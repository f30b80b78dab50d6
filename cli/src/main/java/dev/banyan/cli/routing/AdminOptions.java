package dev.banyan.cli.routing;

import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.option.StateDirOption;
import dev.banyan.cli.stack.Secrets;
import dev.banyan.cli.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command finds a proxy's admin listener and what it shows there. */
final class AdminOptions {

  private static final String VARIABLE = "BANYAN_ADMIN_TOKEN";

  @Mixin private StateDirOption stateDir = new StateDirOption();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description =
          "Admin listener of another proxy than the run's, as http://127.0.0.1:8089. Its token comes"
              + " from the variable BANYAN_ADMIN_TOKEN or from --admin-token-file.")
  private @Nullable URI admin;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description = "The token file of that proxy (its setting banyan.proxy.admin.token-file).")
  private @Nullable Path tokenFile;

  @Mixin private OutputOption output = new OutputOption();

  boolean json() {
    return output.json();
  }

  /**
   * A client of the proxy that was named, else of the run's.
   *
   * @throws IllegalArgumentException if the address is none, or its token is missing
   */
  AdminClient open() {
    if (admin != null) {
      return new AdminClient(checked(admin), token());
    }
    if (tokenFile != null) {
      throw new IllegalArgumentException("--admin-token-file needs --admin URL too");
    }
    Path folder = stateDir.path();
    return new AdminClient(
        Stack.endpointsOf(folder).proxyAdmin(), Secrets.read(folder).adminToken());
  }

  private static URI checked(URI admin) {
    boolean http = "http".equals(admin.getScheme()) || "https".equals(admin.getScheme());
    if (!http || admin.getHost() == null || admin.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "--admin takes an address such as http://127.0.0.1:8089, without user and password");
    }
    return admin;
  }

  private String token() {
    String token = tokenFile == null ? System.getenv(VARIABLE) : read(tokenFile);
    if (token == null || token.isBlank()) {
      throw new IllegalArgumentException(
          "--admin needs the proxy's admin token: put it into the variable "
              + VARIABLE
              + ", or name its token file with --admin-token-file");
    }
    if (!token.strip().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the admin token has characters that no header can carry: it must be printable ASCII");
    }
    return token.strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the token file " + file + " cannot be read: " + e + "; only the proxy's user may", e);
    }
  }
}
