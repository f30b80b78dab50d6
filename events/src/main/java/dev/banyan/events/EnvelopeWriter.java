package dev.banyan.events;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes envelopes as the CloudEvents SDK would, but without its builder and trees, which cost
 * several times as much as the bytes themselves. Confined to one thread at a time.
 */
final class EnvelopeWriter {

  private static final byte[] START = ascii("{\"specversion\":\"1.0\",\"id\":");
  private static final byte[] SOURCE = ascii(",\"source\":");
  private static final byte[] TYPE = ascii(",\"type\":");
  private static final byte[] CONTENT_TYPE = ascii(",\"datacontenttype\":\"application/json\"");
  private static final byte[] SUBJECT = ascii(",\"subject\":");
  private static final byte[] TIME = ascii(",\"time\":\"");
  private static final byte[] PARTITION_KEY = ascii("Z\",\"partitionkey\":");
  private static final byte[] SEQUENCE = ascii(",\"sequence\":\"");
  private static final byte[] SOURCE_VERSION = ascii("\",\"sourceversion\":\"");
  private static final byte[] CORRELATION_ID = ascii(",\"correlationid\":");
  private static final byte[] TRACEPARENT = ascii(",\"traceparent\":");
  private static final byte[] DATAREF = ascii(",\"dataref\":");
  private static final byte[] DATA = ascii(",\"data\":");

  /** A writer that grew beyond this is not kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private final JsonBytes out = new JsonBytes();
  private String knownSource = "";
  private long knownSecond = Long.MIN_VALUE;
  private byte[] knownSecondText = {};

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The envelope, with its data or, where that lies elsewhere, with the reference to it. */
  byte[] write(Event event, @Nullable URI dataref) {
    out.reset();
    out.raw(START);
    out.string(event.id());
    out.raw(SOURCE);
    out.string(checkedSource(event.source()));
    out.raw(TYPE);
    out.string(event.type());
    out.raw(CONTENT_TYPE);
    if (!event.subject().isEmpty()) { // an attribute that is there must not be empty
      out.raw(SUBJECT);
      out.string(event.subject());
    }
    time(event.time());
    out.raw(PARTITION_KEY);
    out.string(event.partitionKey());
    versions(event.version());
    trace(event.trace());
    payload(event, dataref);
    out.raw('}');
    return out.toByteArray();
  }

  private void payload(Event event, @Nullable URI dataref) {
    if (dataref == null) {
      out.raw(DATA);
      out.node(event.data());
    } else {
      out.raw(DATAREF);
      out.string(dataref.toString());
    }
  }

  byte[] data(Event event) {
    out.reset();
    out.node(event.data());
    return out.toByteArray();
  }

  boolean worthKeeping() {
    return out.capacity() <= KEPT_BYTES;
  }

  private String checkedSource(String source) {
    if (!source.equals(knownSource)) {
      try {
        URI.create(source);
      } catch (IllegalArgumentException e) {
        throw new EnvelopeFormatException("the source is no URI reference: " + e.getMessage(), e);
      }
      knownSource = source;
    }
    return source;
  }

  private void time(Instant time) {
    out.raw(TIME);
    if (time.getEpochSecond() != knownSecond) {
      String text = Instant.ofEpochSecond(time.getEpochSecond()).toString();
      knownSecondText = ascii(text.substring(0, text.length() - 1)); // without its Z
      knownSecond = time.getEpochSecond();
    }
    out.raw(knownSecondText);
    fraction(time.getNano());
  }

  private void fraction(int nanos) {
    if (nanos == 0) {
      return;
    }
    int digits = nanos;
    int width = 9;
    while (digits % 10 == 0) {
      digits /= 10;
      width--;
    }
    out.raw('.');
    out.digits(digits, width);
  }

  private void versions(SourceVersion version) {
    out.raw(SEQUENCE);
    version(version);
    out.raw(SOURCE_VERSION);
    version(version);
    out.raw('"');
  }

  private void version(SourceVersion version) {
    out.digits(version.seconds(), 10);
    out.raw('.');
    out.digits(version.increment(), 10);
    out.raw('.');
    out.digits(version.ordinal(), 5);
  }

  private void trace(Event.Trace trace) {
    if (trace.correlationId() != null) {
      out.raw(CORRELATION_ID);
      out.string(trace.correlationId());
    }
    if (trace.traceparent() != null) {
      out.raw(TRACEPARENT);
      out.string(trace.traceparent());
    }
  }
}
