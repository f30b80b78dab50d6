package dev.banyan.proxy.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What an operator must show. Never printed. */
public final class AdminToken {

  private static final String SCHEME = "Bearer ";

  private final String token;
  private final @Nullable Path file;

  private AdminToken(String token, @Nullable Path file) {
    this.token = token;
    this.file = file;
  }

  /** The configured token, or one that is made. */
  public static AdminToken of(AdminConfig config) {
    if (!config.token().isBlank()) {
      return new AdminToken(config.token(), null);
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new AdminToken(
        HexFormat.of().formatHex(random), Path.of(config.tokenFile()).toAbsolutePath());
  }

  /**
   * Writes a token that was made to the token file. Call once the ports are taken, so that a second
   * process which cannot start does not replace the token of the first.
   *
   * @throws IOException if the file cannot be written
   */
  public void publish() throws IOException {
    if (file != null) {
      write(file, token);
    }
  }

  private static void write(Path file, String token) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.deleteIfExists(file);
    Files.createFile(file, ownerOnly());
    Files.writeString(file, token);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Whether the header shows the token; takes the same time for any that does not. */
  boolean isShownBy(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
  }
}
