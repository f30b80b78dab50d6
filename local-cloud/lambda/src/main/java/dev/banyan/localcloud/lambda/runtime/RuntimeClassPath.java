package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.process.ParentWatch;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the jars that AWS has in its managed runtimes. */
public final class RuntimeClassPath {

  /** One class of each jar. */
  private static final List<String> MARKERS =
      List.of(
          "com/amazonaws/services/lambda/runtime/api/client/AWSLambda.class",
          "com/amazonaws/services/lambda/runtime/Context.class",
          "com/amazonaws/services/lambda/runtime/serialization/PojoSerializer.class",
          "software/amazon/awssdk/utilslite/SdkInternalThreadLocal.class");

  private static final String REMEDY =
      "; add aws-lambda-java-runtime-interface-client and what it depends on";

  private RuntimeClassPath() {}

  /**
   * The jars on this JVM's own class path.
   *
   * @throws LambdaHostException if one of them is not there or not a file (a nested jar)
   */
  public static List<Path> ofThisJvm() {
    return MARKERS.stream().map(RuntimeClassPath::jarWith).distinct().toList();
  }

  /** All jars of a folder. */
  public static List<Path> ofFolder(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new LambdaHostException("no jars of the Lambda runtime in " + folder + REMEDY);
      }
      return jars;
    } catch (IOException e) {
      throw new LambdaHostException("no folder of the Lambda runtime: " + folder + REMEDY, e);
    }
  }

  private static Path jarWith(String resource) {
    URL url = RuntimeClassPath.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new LambdaHostException("the Lambda runtime is not on the class path" + REMEDY);
    }
    String path = url.getPath();
    int end = path.indexOf("!/");
    if (!url.getProtocol().equals("jar") || !path.startsWith("file:") || end < 0) {
      throw new LambdaHostException("the Lambda runtime must be in jars of its own, not " + url);
    }
    return Path.of(URI.create(path.substring(0, end)));
  }

  /** Where {@link ParentWatch} was loaded from: children need it, too. */
  static Path parentWatch() {
    try {
      return Path.of(ParentWatch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("odd location of ParentWatch", e);
    }
  }

  /** A function's code as Lambda lays it out: a jar, or a folder and the jars in its lib folder. */
  static List<Path> ofCode(Path code) {
    List<Path> entries = new ArrayList<>(List.of(code));
    Path lib = code.resolve("lib");
    if (Files.isDirectory(lib)) {
      entries.addAll(ofFolder(lib));
    }
    return entries;
  }
}
