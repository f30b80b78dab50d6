package dev.banyan.jobs.s3;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A local directory, laid out as the bucket would be. */
public final class DirectoryParts implements PartStore {

  private final Path directory;

  public DirectoryParts(Path directory) {
    this.directory = directory;
  }

  @Override
  public void put(String name, byte[] content) {
    Path file = directory.resolve(name);
    Path next = directory.resolve(name + ".next");
    try {
      Files.createDirectories(file.getParent());
      Files.write(next, content);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  @Override
  public List<Part> list(String prefix) {
    int slash = prefix.lastIndexOf('/');
    Path parent = slash < 0 ? directory : directory.resolve(prefix.substring(0, slash));
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(parent)) {
      List<Part> parts = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (name.startsWith(prefix) && !name.endsWith(".next") && Files.isRegularFile(file)) {
          parts.add(new Part(name, md5(file)));
        }
      }
      return parts;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static String md5(Path file) throws IOException {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }

  @Override
  public void delete(String name) {
    try {
      Files.deleteIfExists(directory.resolve(name));
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private JobException unusable(IOException e) {
    return new JobException("the directory " + directory + " cannot be used: " + e, e);
  }

  @Override
  public String describe() {
    return directory.toString();
  }

  @Override
  public void close() {}
}
