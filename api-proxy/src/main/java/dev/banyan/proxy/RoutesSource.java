package dev.banyan.proxy;

import dev.banyan.proxy.listen.SmallFile;
import dev.banyan.proxy.route.RouteTable;
import dev.banyan.proxy.routefile.RouteFile;
import dev.banyan.proxy.routefile.RouteReload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the route files that are configured: one, or several with commas between. */
final class RoutesSource {

  private static final String CLASSPATH = "classpath:";

  private RoutesSource() {}

  /** The checked routes of texts that were read. */
  static RouteTable load(String location) {
    return RouteReload.checked(read(location));
  }

  /** The texts, by file name. */
  static Map<String, String> read(String location) {
    try {
      return texts(location);
    } catch (NoSuchFileException e) {
      throw new StartUpException(
          "there is no route file "
              + e.getFile()
              + ": correct --banyan.proxy.routes=FILE (property banyan.proxy.routes)",
          e);
    } catch (IOException e) {
      throw new StartUpException(RouteReload.unreadable(e), e);
    }
  }

  static Map<String, String> texts(String location) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String one : location.split(",")) {
      texts.put(one.trim(), text(one.trim()));
    }
    return texts;
  }

  private static String text(String location) throws IOException {
    if (!location.startsWith(CLASSPATH)) {
      byte[] bytes = SmallFile.read(Path.of(location), RouteFile.LONGEST);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
    String name = location.substring(CLASSPATH.length());
    try (InputStream stream = RoutesSource.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new NoSuchFileException(location);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
