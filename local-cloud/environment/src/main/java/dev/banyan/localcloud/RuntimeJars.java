package dev.banyan.localcloud;

import dev.banyan.localcloud.lambda.runtime.RuntimeClassPath;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The jars that an option names: a folder of them, or a class path. */
final class RuntimeJars {

  private RuntimeJars() {}

  /** None for null: the Lambda host then takes those of this JVM. */
  static List<Path> of(@Nullable String folderOrClassPath) {
    if (folderOrClassPath == null) {
      return List.of();
    }
    Path folder = Path.of(folderOrClassPath);
    if (Files.isDirectory(folder)) {
      return RuntimeClassPath.ofFolder(folder);
    }
    List<Path> jars =
        Arrays.stream(folderOrClassPath.split(File.pathSeparator)).map(Path::of).toList();
    for (Path jar : jars) {
      if (!Files.exists(jar)) {
        throw new LocalCloudException(
            "--lambda-runtime names " + jar + ", which is neither a folder nor a jar");
      }
    }
    return jars;
  }
}
