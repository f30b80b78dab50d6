package dev.banyan.bench.publish;

import dev.banyan.bench.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A self-signed certificate for the sink, made by the JDK's keytool. */
final class KeyStoreFile {

  private KeyStoreFile() {}

  static Path create(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("sink.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                List.of(
                    keytool.toString(),
                    "-genkeypair",
                    "-alias",
                    "sink",
                    "-keyalg",
                    "RSA",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    "changeit",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new BenchException("keytool failed, see " + folder.resolve("keytool.log"));
    }
    return file;
  }
}
