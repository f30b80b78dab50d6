package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The collection of requests that parsers of other projects are tested with, where it is at hand:
 * {@code -Dbanyan.data=DIR} or {@code BANYAN_DATA}, with {@code http-vectors/vectors.tar.gz} in it.
 */
class CollectedVectorsTest {

  private static final int BLOCK = 512;

  private final List<String> wrong = new ArrayList<>();
  private ProxyRig rig;

  @BeforeEach
  void start() {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void requestsToReject_areRefusedAndNotForwarded() throws IOException {
    Map<String, byte[]> files = files();
    int tried = 0;
    for (String line : text(files, "index.tsv").split("\n")) {
      String[] column = line.split("\t");
      if (column[1].equals("request") && column[2].equals("reject")) {
        tried++;
        check(column[0], files.get(column[0]), column[5].contains("Data after"));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isPositive();
  }

  /** What comes behind {@code Connection: close} is not refused but never read. */
  private void check(String name, byte[] request, boolean behindClose) throws IOException {
    rig.legacy.seen.clear();
    RawClient.Back back = RawClient.send(rig.proxy.port(), request, RawClient.PATIENCE_MILLIS);
    boolean refused =
        back.closed()
            && back.statuses().size() == 1
            && back.statuses().get(0) >= 400
            && rig.legacy.seen.isEmpty();
    boolean ignored = back.closed() && back.statuses().size() == 1;
    if (!(behindClose ? ignored : refused)) {
      wrong.add(name + ": " + back + ", forwarded " + rig.legacy.seen);
    }
  }

  /** All requests of the collection, without expectations of ours; none where it is not at hand. */
  static List<RequestVectorsTest.Vector> requests() throws IOException {
    List<RequestVectorsTest.Vector> requests = new ArrayList<>();
    if (System.getProperty("banyan.data", System.getenv("BANYAN_DATA")) != null) {
      Map<String, byte[]> files = files();
      for (String line : text(files, "index.tsv").split("\n")) {
        String[] column = line.split("\t");
        if (column[1].equals("request")) {
          requests.add(new RequestVectorsTest.Vector(column[0], "collected", files.get(column[0])));
        }
      }
    }
    return requests;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> files() throws IOException {
    String given = System.getProperty("banyan.data", System.getenv("BANYAN_DATA"));
    assumeThat(given)
        .as("no collection of requests: give its directory as -Dbanyan.data=DIR or BANYAN_DATA")
        .isNotNull();
    Path archive = Path.of(given, "http-vectors", "vectors.tar.gz");
    assumeThat(archive).as("the collection of requests").exists();
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
      return untar(in.readAllBytes());
    }
  }

  /** The regular files of a tar archive (POSIX ustar, with GNU's long names). */
  private static Map<String, byte[]> untar(byte[] tar) {
    Map<String, byte[]> files = new HashMap<>();
    String longName = null;
    for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
      int size = Integer.parseInt(string(tar, at + 124, 12).trim(), 8);
      char type = (char) tar[at + 156];
      String prefix = string(tar, at + 345, 155);
      String name = string(tar, at, 100);
      name = longName != null ? longName : prefix.isEmpty() ? name : prefix + "/" + name;
      byte[] content = java.util.Arrays.copyOfRange(tar, at + BLOCK, at + BLOCK + size);
      longName = type == 'L' ? string(content, 0, size) : null;
      if (type == '0' || type == 0) {
        files.put(name.startsWith("./") ? name.substring(2) : name, content);
      }
      at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    return files;
  }

  private static String string(byte[] bytes, int from, int most) {
    int end = from;
    while (end < from + most && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
