package dev.banyan.localcloud.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** A JSON page beside the service's own protocol, for tests and operators. Must not block. */
public interface ControlPage {

  /** Answers GET. */
  JsonNode show();

  /**
   * Answers POST with what {@link #show()} would say afterwards.
   *
   * @throws IllegalArgumentException for a body that makes no sense, told to the caller as HTTP 400
   */
  JsonNode change(JsonNode body);
}
