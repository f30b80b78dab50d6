package dev.banyan.feed;

import java.util.Map;

/** What the functions take from their environment; each asks only for what it needs. */
record FeedSettings(Map<String, String> environment) {

  private static final int CELEBRITY_FOLLOWERS = 1_000;
  private static final int POSTS_ON_FOLLOW = 50;

  FeedSettings {
    environment = Map.copyOf(environment);
  }

  String jwtSecret() {
    String value = environment.get("JWT_SECRET");
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable JWT_SECRET is not set; template.yaml sets it");
    }
    return value;
  }

  int celebrityFollowers() {
    return number("CELEBRITY_FOLLOWERS", CELEBRITY_FOLLOWERS);
  }

  int postsOnFollow() {
    return number("POSTS_ON_FOLLOW", POSTS_ON_FOLLOW);
  }

  private int number(String name, int byDefault) {
    String value = environment.getOrDefault(name, Integer.toString(byDefault));
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number, was '" + value + "'", e);
    }
  }

  /** Without the values, which may be secrets. */
  @Override
  public String toString() {
    return "FeedSettings" + environment.keySet();
  }
}
