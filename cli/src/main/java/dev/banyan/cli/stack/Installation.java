package dev.banyan.cli.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the built parts stand.
 *
 * @param home the checkout's root
 */
public record Installation(Path home) {

  private static final String VERSION = "0.1.0-SNAPSHOT";

  /** The one that the launcher named in the system property {@code banyan.home}. */
  public static Installation current() {
    String home = System.getProperty("banyan.home");
    if (home == null) {
      throw new StackException("the system property banyan.home is not set: start with ./banyan");
    }
    return new Installation(Path.of(home).toAbsolutePath().normalize());
  }

  /** Class path of the embedded cloud. */
  public String localCloud() {
    return classPath("local-cloud/environment", "banyan-local-cloud-environment");
  }

  /** Class path of the sample monolith. */
  public String monolith() {
    return classPath("legacy-adapter/sample-monolith", "banyan-sample-monolith");
  }

  /** Class path of the proxy. */
  public String proxy() {
    return classPath("api-proxy", "banyan-api-proxy");
  }

  /** Folder of the Lambda runtime's jars. */
  public Path lambdaRuntime() {
    return existing(home.resolve("local-cloud/lambda/target/lambda-runtime"));
  }

  /** The SAM template of the services. */
  public Path template() {
    return existing(home.resolve("services/template.yaml"));
  }

  /** Which events the sample's changes become. */
  public Path mapping() {
    return existing(
        home.resolve("legacy-adapter/sample-monolith/src/main/resources/banyan-mapping.yaml"));
  }

  /** The routes of the sample. */
  public Path routes() {
    return existing(home.resolve("api-proxy/src/main/resources/routes.yaml"));
  }

  private String classPath(String module, String artifact) {
    Path target = home.resolve(module).resolve("target");
    Path jar = existing(target.resolve(artifact + "-" + VERSION + ".jar"));
    // ParentWatch, which every child runs behind, comes from a module of its own.
    Path watch =
        existing(
            home.resolve("local-cloud/process/target/banyan-local-process-" + VERSION + ".jar"));
    return String.join(
        File.pathSeparator,
        List.of(jar.toString(), target.resolve("lib").toString() + "/*", watch.toString()));
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new StackException(path + " is missing: build with 'mvn -DskipTests package'");
    }
    return path;
  }
}
