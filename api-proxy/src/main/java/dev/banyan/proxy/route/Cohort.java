package dev.banyan.proxy.route;

import java.nio.charset.StandardCharsets;

/**
 * The place of a user in a capability's canary: a number from 0 to 99 that never changes, so that
 * the users of 10 % are among those of 20 %. FNV-1a over capability, a zero byte and user, then
 * MurmurHash3's 64-bit finaliser, because FNV alone is uneven in its low bits. Changing this moves
 * users between sides: do not.
 */
final class Cohort {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Cohort() {}

  /** 0 to 99. */
  static int of(String capability, String user) {
    long hash = fnv(FNV_OFFSET, capability);
    hash = fnv(hash * FNV_PRIME, user);
    return (int) Long.remainderUnsigned(mixed(hash), 100);
  }

  private static long fnv(long hash, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  private static long mixed(long hash) {
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
