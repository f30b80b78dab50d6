package dev.banyan.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where things are: the built modules, and the folder for logs and temporary files. */
public final class Installation {

  private final Path home;
  private final Path work;

  private Installation(Path home, Path work) {
    this.home = home;
    this.work = work;
  }

  /** As {@code benchmarks/run} tells it by the property {@code banyan.home}. */
  public static Installation of(String benchmark) {
    Path home = Path.of(System.getProperty("banyan.home", ".")).toAbsolutePath().normalize();
    Path work =
        home.resolve(".banyan/benchmarks").resolve(benchmark + "-" + ProcessHandle.current().pid());
    try {
      Files.createDirectories(work);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + work, e);
    }
    return new Installation(home, work);
  }

  /** Folder of this run. */
  public Path work() {
    return work;
  }

  public Path home() {
    return home;
  }

  /**
   * Class path of a built module, with what it needs.
   *
   * @param module folder from the root, such as {@code api-proxy}
   * @throws BenchException if it is not built
   */
  public String classPath(String module) {
    Path target = home.resolve(module).resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      Path jar =
          files
              .filter(file -> file.getFileName().toString().matches("banyan-.*-SNAPSHOT\\.jar"))
              .findFirst()
              .orElseThrow(() -> notBuilt(module));
      return jar + File.pathSeparator + target.resolve("lib") + "/*";
    } catch (IOException e) {
      throw notBuilt(module);
    }
  }

  private static BenchException notBuilt(String module) {
    return new BenchException(module + " is not built: start benchmarks by `benchmarks/run`");
  }
}
