package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.jobs.image.JsonBuffer;

/**
 * A name that is the same in every item.
 *
 * @param bytes the name
 * @param json the name escaped, without quotes
 */
record AttributeName(byte[] bytes, byte[] json) {

  static AttributeName of(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    JsonBuffer json = new JsonBuffer(bytes.length + 16);
    json.text(bytes, 0, bytes.length);
    return new AttributeName(bytes, json.copy(0));
  }
}
