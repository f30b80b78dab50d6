package dev.banyan.feed;

/** A follower who gets an author's posts. */
public record Edge(String author, String follower) {

  public Edge {
    Items.requireKey("author", author);
    Items.requireKey("follower", follower);
  }
}
