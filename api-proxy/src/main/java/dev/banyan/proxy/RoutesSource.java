package dev.banyan.proxy;

import dev.banyan.proxy.route.RouteFile;
import dev.banyan.proxy.route.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds the route file that is configured. */
final class RoutesSource {

  private static final String CLASSPATH = "classpath:";

  private RoutesSource() {}

  static RouteTable load(String location) {
    try (Reader reader = open(location)) {
      return RouteFile.read(location, reader);
    } catch (NoSuchFileException e) {
      throw new StartUpException(
          "there is no route file "
              + location
              + ": correct --banyan.proxy.routes=FILE (property banyan.proxy.routes)",
          e);
    } catch (IOException e) {
      throw new StartUpException("the route file " + location + " cannot be read: " + e, e);
    }
  }

  private static Reader open(String location) throws IOException {
    if (!location.startsWith(CLASSPATH)) {
      return Files.newBufferedReader(Path.of(location));
    }
    String name = location.substring(CLASSPATH.length());
    InputStream stream = RoutesSource.class.getClassLoader().getResourceAsStream(name);
    if (stream == null) {
      throw new NoSuchFileException(location);
    }
    return new InputStreamReader(stream, StandardCharsets.UTF_8);
  }
}
