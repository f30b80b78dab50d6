package dev.banyan.sample.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Cursors name the last entry of the page before; unreadable ones are the caller's error. */
public final class Cursor {

  private Cursor() {}

  public static String ofUser(String userId) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(userId.getBytes(StandardCharsets.UTF_8));
  }

  /** The user id in the cursor; before all ids if there is no cursor. */
  public static String toUser(@Nullable String cursor) {
    if (cursor == null) {
      return "";
    }
    String userId = decode(cursor);
    if (!userId.matches(UserId.REGEX)) {
      throw malformed();
    }
    return userId;
  }

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** The post id in the cursor, or null if there is no cursor. */
  public static @Nullable ObjectId toPost(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    if (!ObjectId.isValid(cursor)) {
      throw malformed();
    }
    return new ObjectId(cursor);
  }

  private static ResponseStatusException malformed() {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, "malformed cursor");
  }
}
