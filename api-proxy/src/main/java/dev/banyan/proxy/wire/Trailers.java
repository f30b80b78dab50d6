package dev.banyan.proxy.wire;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields behind the last chunk; those that would frame or route are refused (RFC 9110, 6.5.1).
 */
final class Trailers extends FieldScanner {

  private static final Set<String> REFUSED =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "connection",
          "upgrade",
          "trailer",
          "authorization",
          "cookie",
          "set-cookie",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  Trailers(WireLimits limits, @Nullable FieldMarks marks) {
    super(limits, false, marks);
  }

  @Override
  boolean startLine(byte b) {
    throw new IllegalStateException("trailers have no start line");
  }

  @Override
  boolean startLineEnds() {
    throw new IllegalStateException("trailers have no start line");
  }

  @Override
  boolean mayMatter(int length) {
    return true;
  }

  @Override
  boolean matters() {
    return REFUSED.contains(name.toString());
  }

  @Override
  boolean field() {
    return refuse("a trailer may not be " + name);
  }

  @Override
  boolean end() {
    return true;
  }
}
