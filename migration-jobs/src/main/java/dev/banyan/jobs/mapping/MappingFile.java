package dev.banyan.jobs.mapping;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.MappingException;
import dev.banyan.jobs.mapping.spec.SpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A mapping file: YAML, as docs/mapping.md describes it.
 *
 * @param mappings one per collection
 */
public record MappingFile(List<CompiledMapping> mappings) {

  public MappingFile {
    mappings = List.copyOf(mappings);
  }

  /**
   * Reads a file.
   *
   * @throws MappingException with file, line, column and, for a word that is not known, the nearest
   *     one that is
   */
  public static MappingFile read(Path file) {
    try {
      return parse(file.toString(), Utf8Text.of(file.toString(), Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw new MappingException("mapping file " + file + " does not exist: check the path", e);
    } catch (IOException e) {
      throw new MappingException("mapping file " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Reads a mapping from text.
   *
   * @param name stands for the file in messages
   */
  public static MappingFile parse(String name, String yaml) {
    return read(name, new StringReader(yaml));
  }

  private static MappingFile read(String name, Reader reader) {
    return new MappingFile(
        SpecReader.read(name, reader).stream().map(spec -> compiled(name, spec)).toList());
  }

  private static CompiledMapping compiled(String name, CollectionSpec spec) {
    try {
      return CompiledMapping.of(spec);
    } catch (MappingException e) {
      throw new MappingException(name + ": " + spec.collection() + ": " + e.getMessage(), e);
    }
  }

  /** The JSON schema of mapping files, for editors. */
  public static String schema() {
    try (InputStream in = MappingFile.class.getResourceAsStream("mapping.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("mapping.schema.json is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mapping of a collection. */
  public Optional<CompiledMapping> of(String collection) {
    return mappings.stream().filter(m -> m.collection().equals(collection)).findFirst();
  }
}
