package dev.banyan.proxy;

import dev.banyan.proxy.listen.EdgeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A listener's certificate in a folder: {@code one.example} or {@code two.example}. */
public final class TestCertificate {

  private final Path folder;

  public TestCertificate(Path folder) {
    this.folder = folder;
  }

  public Path certificate() {
    return folder.resolve("cert.pem");
  }

  public Path key() {
    return folder.resolve("key.pem");
  }

  /** Puts both files of one or two there, first the key. */
  public void put(String name) {
    putKey(name);
    putCertificate(name);
  }

  public void putKey(String name) {
    copy(name + ".key.pem", key());
  }

  public void putCertificate(String name) {
    copy(name + ".cert.pem", certificate());
  }

  private static void copy(String resource, Path to) {
    try (InputStream from = TestCertificate.class.getResourceAsStream("/tls/" + resource)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** HTTP/2, with the files looked at that often. */
  public EdgeConfig edge(Duration reload) {
    return new EdgeConfig(
        certificate().toString(), key().toString(), reload, true, "", "banyan", false, false, true);
  }
}
