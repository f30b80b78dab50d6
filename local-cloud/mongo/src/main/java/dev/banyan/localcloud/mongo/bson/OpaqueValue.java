package dev.banyan.localcloud.mongo.bson;

import java.util.Arrays;

/**
 * A BSON value of a type that the base has no class for: kept as its bytes, so that it comes back
 * exactly as it was given. Undefined, DBPointer, Symbol, JavaScript with scope, and binary data of
 * other subtypes than 0, 3 and 4. See the <a href="https://bsonspec.org/spec.html">BSON
 * specification</a>.
 */
final class OpaqueValue implements Comparable<OpaqueValue> {

  private final byte type;
  private final byte[] payload;

  OpaqueValue(byte type, byte[] payload) {
    this.type = type;
    this.payload = payload.clone();
  }

  byte type() {
    return type;
  }

  byte[] payload() {
    return payload;
  }

  /** By type, then by length and bytes: total, and for binary data that of MongoDB. */
  @Override
  public int compareTo(OpaqueValue other) {
    int types = Byte.compareUnsigned(type, other.type);
    if (types != 0) {
      return types;
    }
    int lengths = Integer.compare(payload.length, other.payload.length);
    return lengths != 0 ? lengths : Arrays.compareUnsigned(payload, other.payload);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpaqueValue that
        && type == that.type
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return "BSON type 0x" + Integer.toHexString(type) + " of " + payload.length + " bytes";
  }
}
