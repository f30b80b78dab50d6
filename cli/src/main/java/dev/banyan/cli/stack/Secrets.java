package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a run generates for itself. Children get it by their environment; it stands in one file that
 * only its owner reads.
 *
 * @param jwtSecret HS256 key of the sample's tokens
 * @param adminToken bearer token of the proxy's admin listener
 */
public record Secrets(String jwtSecret, String adminToken) {

  private static final String FILE = "secrets.json";
  private static final int BYTES = 32;

  /** New ones. */
  public static Secrets generate() {
    SecureRandom random = new SecureRandom();
    return new Secrets(text(random), text(random));
  }

  private static String text(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Those of the run whose state directory this is. */
  public static Secrets read(Path stateDir) {
    try {
      return new ObjectMapper().readValue(stateDir.resolve(FILE).toFile(), Secrets.class);
    } catch (IOException e) {
      throw new StackException("no run in " + stateDir + ": start one with 'banyan up'", e);
    }
  }

  void write(Path stateDir) {
    Path file = stateDir.resolve(FILE);
    try {
      Files.deleteIfExists(file);
      if (Files.getFileStore(stateDir).supportsFileAttributeView("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.write(file, new ObjectMapper().writeValueAsBytes(this));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public String toString() {
    return "Secrets[masked]";
  }
}
