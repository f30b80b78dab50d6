package dev.banyan.stream;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Instants as events, items and JSON have them: ISO 8601, UTC, exactly three decimals. */
public final class IsoMillis {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private IsoMillis() {}

  public static String format(Instant instant) {
    return FORMAT.format(instant);
  }
}
