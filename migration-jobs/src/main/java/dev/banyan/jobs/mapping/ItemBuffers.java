package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.FieldNames;
import dev.banyan.jobs.image.ImageOptions;
import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;

/** What one item encoder works with. Confined to one thread. */
final class ItemBuffers {

  private final JsonBuffer out;
  private final ImageWriter images;
  private final JsonBuffer displaced = new JsonBuffer(256);
  private final ImageWriter displacedImages;
  private final JsonBuffer order = new JsonBuffer(256);
  private final ImageWriter orderImages;
  private final JsonBuffer scratch = new JsonBuffer(256);
  private final FieldNames names = new FieldNames();

  ItemBuffers(JsonBuffer out, ImageOptions options) {
    this.out = out;
    this.images = new ImageWriter(out, options);
    this.displacedImages = new ImageWriter(displaced, options);
    this.orderImages = new ImageWriter(order, options);
  }

  /** All items of a document, one behind the other. */
  JsonBuffer out() {
    return out;
  }

  /** Writes to {@link #out()}. */
  ImageWriter images() {
    return images;
  }

  /** Names and values of fields that cannot be attributes. */
  JsonBuffer displaced() {
    return displaced;
  }

  ImageWriter displacedImages() {
    return displacedImages;
  }

  /** The fields' order, where it is kept. */
  JsonBuffer order() {
    return order;
  }

  ImageWriter orderImages() {
    return orderImages;
  }

  /** Text before it is escaped. */
  JsonBuffer scratch() {
    return scratch;
  }

  /** Names of the present item's attributes. */
  FieldNames names() {
    return names;
  }
}
