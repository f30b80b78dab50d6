package dev.banyan.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads an edge list, one {@code follower followee} per line, separated by blanks or tabs, as SNAP
 * and the Network Data Repository publish them. Lines that start with {@code #} or {@code %} are
 * comments.
 */
final class EdgeListReader {

  /** Longer than any line of two numbers, so that a binary file ends reading at once. */
  private static final int MAX_LINE_CHARS = 4096;

  private static final int EXCERPT_CHARS = 60;

  private static final int MAX_LABEL_DIGITS = 18;

  private final InputFile file;
  private final boolean undirected;
  private final LongList ends = new LongList(1 << 16);
  private long lineNumber;
  private long selfLoops;

  EdgeListReader(InputFile file, boolean undirected) {
    this.file = file;
    this.undirected = undirected;
  }

  SocialGraph read() {
    try (InputStream in = file.open()) {
      for (String line = nextLine(in); line != null; line = nextLine(in)) {
        accept(line.strip());
      }
    } catch (IOException e) {
      throw file.failure(e, "after line " + lineNumber);
    }
    if (ends.size() == 0) {
      throw new InputException(
          file.path() + " holds no follows in " + lineNumber + " lines: is it the right file?");
    }
    return build();
  }

  private @Nullable String nextLine(InputStream in) throws IOException {
    var line = new StringBuilder(32);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 && line.isEmpty()) {
        return null;
      }
      if (c < 0) {
        break;
      }
      line.append((char) c);
      if (line.length() > MAX_LINE_CHARS) {
        lineNumber++;
        throw malformed(line.toString());
      }
    }
    lineNumber++;
    return line.toString();
  }

  private void accept(String line) {
    if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '%') {
      return;
    }
    int end = endOfToken(line, 0);
    int start = end;
    while (start < line.length() && isBlank(line.charAt(start))) {
      start++;
    }
    if (start == line.length() || endOfToken(line, start) != line.length()) {
      throw malformed(line);
    }
    add(label(line, 0, end), label(line, start, line.length()));
  }

  private void add(long follower, long followee) {
    if (follower == followee) {
      selfLoops++;
      return;
    }
    ends.add(follower);
    ends.add(followee);
  }

  private static int endOfToken(String line, int from) {
    int end = from;
    while (end < line.length() && !isBlank(line.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private long label(String line, int from, int to) {
    if (to - from > MAX_LABEL_DIGITS) {
      throw malformed(line);
    }
    long label = 0;
    for (int i = from; i < to; i++) {
      char c = line.charAt(i);
      if (c < '0' || c > '9') {
        throw malformed(line);
      }
      label = label * 10 + (c - '0');
    }
    return label;
  }

  private InputException malformed(String line) {
    String excerpt =
        line.substring(0, Math.min(line.length(), EXCERPT_CHARS)).replaceAll("[^ -~\t]", "?");
    String start =
        ends.size() == 0 && selfLoops == 0
            ? file.path() + " is not a graph: line " + lineNumber
            : "Line " + lineNumber + " of " + file.path();
    return new InputException(
        start + " is '" + excerpt + "', but two user numbers such as '12 34' are expected.");
  }

  private SocialGraph build() {
    long[] labels = labels();
    var edges = new LongList(undirected ? ends.size() : ends.size() / 2);
    for (int i = 0; i < ends.size(); i += 2) {
      int follower = Arrays.binarySearch(labels, ends.get(i));
      int followee = Arrays.binarySearch(labels, ends.get(i + 1));
      edges.add(SocialGraph.edge(follower, followee));
      if (undirected) {
        edges.add(SocialGraph.edge(followee, follower));
      }
    }
    int duplicates = edges.sortAndCollapse();
    var origin = new SocialGraph.Origin(file.path().toString(), selfLoops, duplicates);
    return SocialGraph.of(labels, edges.toArray(), edges.size(), origin);
  }

  private long[] labels() {
    var labels = new LongList(ends.size());
    for (int i = 0; i < ends.size(); i++) {
      labels.add(ends.get(i));
    }
    labels.sortAndCollapse();
    return labels.toArray();
  }
}
