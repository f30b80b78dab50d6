package dev.banyan.localcloud.lambda.http;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which bodies API Gateway's HTTP APIs hand over as text; all others are sent in Base64. */
final class MediaTypes {

  private static final Set<String> TEXT =
      Set.of("application/json", "application/xml", "application/javascript");

  private MediaTypes() {}

  static boolean isText(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return type.startsWith("text/")
        || TEXT.contains(type)
        || type.endsWith("+json")
        || type.endsWith("+xml");
  }
}
