package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native part of the runtime interface client, unpacked once per host.
 *
 * <p>Left to itself, every JVM writes it to one fixed path under {@code /tmp}. Two that start
 * together then truncate the file while the other one has it mapped, which kills that one with
 * SIGBUS.
 */
public final class NativeClientLibrary {

  /** System property by which the runtime interface client is told where the library is. */
  static final String PROPERTY =
      "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

  private NativeClientLibrary() {}

  /**
   * @return the library's file
   * @throws LambdaHostException if there is none for this operating system
   */
  public static Path unpack(List<Path> classPath, Path folder) {
    String name = name(System.getProperty("os.name"), System.getProperty("os.arch"), isMusl());
    for (Path jar : classPath) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        ZipEntry entry = zip.getEntry("jni/" + name);
        if (entry != null) {
          return copy(zip, entry, folder.resolve(name).toAbsolutePath());
        }
      } catch (IOException e) {
        throw new LambdaHostException("cannot unpack " + name + " of " + jar + " to " + folder, e);
      }
    }
    throw new LambdaHostException("no " + name + " in any of " + classPath);
  }

  private static Path copy(ZipFile zip, ZipEntry entry, Path target) throws IOException {
    Path fresh = Files.createTempFile(target.getParent(), "native", ".tmp");
    try (InputStream in = zip.getInputStream(entry)) {
      Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    // A new file under the old name: another host may have the old one mapped.
    return Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
  }

  static String name(String system, String architecture, boolean musl) {
    if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
      throw new LambdaHostException(
          "functions run on Linux only, for the Lambda runtime interface client has no native"
              + " library for "
              + system
              + ": use a Linux machine, container or WSL");
    }
    String suffix = architecture.equals("aarch64") ? "aarch_64" : "x86_64";
    return "libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + suffix + ".so";
  }

  private static boolean isMusl() {
    return Files.exists(Path.of("/lib/ld-musl-x86_64.so.1"))
        || Files.exists(Path.of("/lib/ld-musl-aarch64.so.1"));
  }
}
