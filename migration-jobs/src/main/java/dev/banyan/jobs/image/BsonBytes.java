package dev.banyan.jobs.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Puts BSON bytes together, also those that the driver's writer would refuse. */
final class BsonBytes {

  private final Open root = new Open();
  private final Deque<Open> open = new ArrayDeque<>();

  private static final class Open {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  }

  BsonBytes() {
    open.push(root);
  }

  private ByteArrayOutputStream out() {
    return open.getFirst().bytes;
  }

  BsonBytes openDocument() {
    open.push(new Open());
    return this;
  }

  BsonBytes closeDocument() {
    byte[] body = open.pop().bytes.toByteArray();
    return int32(body.length + 5).raw(body, 0, body.length).int8(0);
  }

  BsonBytes element(int type, String name) {
    return element(type, name.getBytes(StandardCharsets.UTF_8));
  }

  BsonBytes element(int type, byte[] name) {
    return int8(type).raw(name, 0, name.length).int8(0);
  }

  BsonBytes int8(int value) {
    out().write(value);
    return this;
  }

  BsonBytes int32(int value) {
    byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    return raw(four, 0, 4);
  }

  BsonBytes int64(long value) {
    byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return raw(eight, 0, 8);
  }

  BsonBytes raw(byte[] bytes, int offset, int length) {
    out().write(bytes, offset, length);
    return this;
  }

  /** Length, bytes and 0. */
  BsonBytes string(byte[] utf8) {
    return int32(utf8.length + 1).raw(utf8, 0, utf8.length).int8(0);
  }

  byte[] toArray() {
    return root.bytes.toByteArray();
  }
}
