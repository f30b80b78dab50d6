package dev.banyan.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.audit.AuditReport.Feeds;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.load.LivePost;
import dev.banyan.cli.load.SocialModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bson.types.ObjectId;

/**
 * For a seeded sample of users: the first page of the home feed from the model, from the monolith,
 * and from the feed service. The three must hold the same posts in the same order, and the two
 * answers the same JSON.
 */
final class FeedComparison {

  private static final int PAGE = 20;

  private final SocialModel model;
  private final SocialGraph follows;
  private final Set<Integer> uncertainFollowers = new TreeSet<>();
  private final FeedClient legacy;
  private final FeedClient serverless;
  private final Samples differences = new Samples();

  FeedComparison(
      SocialModel model,
      SocialGraph follows,
      Set<Long> uncertainEdges,
      FeedClient legacy,
      FeedClient serverless) {
    this.model = model;
    this.follows = follows;
    this.legacy = legacy;
    this.serverless = serverless;
    uncertainEdges.forEach(edge -> uncertainFollowers.add(SocialGraph.follower(edge)));
  }

  Feeds compare(int users, long seed) throws InterruptedException {
    int compared = 0;
    int skipped = 0;
    for (int user : sample(users, seed)) {
      if (uncertainFollowers.contains(user)) {
        skipped++;
      } else {
        compared++;
        compare(user);
      }
    }
    int different = (int) differences.count();
    return new Feeds(compared, skipped, different, differences.kept());
  }

  private Set<Integer> sample(int users, long seed) {
    var random = new Random(seed);
    var sample = new LinkedHashSet<Integer>();
    int wanted = Math.min(users, follows.users());
    while (sample.size() < wanted) {
      sample.add(random.nextInt(follows.users()));
    }
    return sample;
  }

  private void compare(int user) throws InterruptedException {
    List<LivePost> expected = expected(user);
    String id = model.userId(user);
    var answers = new ArrayList<List<JsonNode>>();
    for (var side : List.of(legacy, serverless)) {
      String name = side == legacy ? "legacy" : "serverless";
      try {
        List<JsonNode> answer = side.feed(id, PAGE);
        String difference = difference(expected, answer);
        if (!difference.isEmpty()) {
          differences.add(id + " " + name + ": " + difference);
          return;
        }
        answers.add(answer);
      } catch (IOException e) {
        differences.add(id + " " + name + ": " + e);
        return;
      }
    }
    compareAnswers(id, answers.get(0), answers.get(1));
  }

  private void compareAnswers(String id, List<JsonNode> left, List<JsonNode> right) {
    List<JsonNode> certainLeft = left.stream().filter(this::isCertain).toList();
    List<JsonNode> certainRight = right.stream().filter(this::isCertain).toList();
    for (int i = 0; i < Math.min(certainLeft.size(), certainRight.size()); i++) {
      if (!certainLeft.get(i).equals(certainRight.get(i))) {
        differences.add(
            "%s item %d: legacy %s, serverless %s"
                .formatted(id, i, certainLeft.get(i), certainRight.get(i)));
        return;
      }
    }
  }

  private List<LivePost> expected(int user) {
    var followees = new ArrayList<Integer>();
    for (int n = 0; n < follows.following(user); n++) {
      followees.add(follows.followee(user, n));
    }
    return model.newest(followees, PAGE);
  }

  /** Uncertain posts push certain ones off the page; then only the common part is compared. */
  private String difference(List<LivePost> expected, List<JsonNode> answer) {
    List<String> wanted =
        expected.stream()
            .filter(post -> !model.isUncertain(post.id(), ""))
            .map(post -> post.id() + " by " + model.userId(post.author()))
            .toList();
    List<String> got =
        answer.stream()
            .filter(this::isCertain)
            .map(post -> post.path("id").asText() + " by " + post.path("author").asText())
            .toList();
    boolean filtered = wanted.size() < expected.size() || got.size() < answer.size();
    int common = Math.min(wanted.size(), got.size());
    for (int i = 0; i < common; i++) {
      if (!wanted.get(i).equals(got.get(i))) {
        return "item %d is %s instead of %s".formatted(i, got.get(i), wanted.get(i));
      }
    }
    if (wanted.size() == got.size() || filtered) {
      return "";
    }
    return wanted.size() > got.size()
        ? "%d items instead of %d, missing %s".formatted(common, wanted.size(), wanted.get(common))
        : "%d items instead of %d, extra %s".formatted(got.size(), common, got.get(common));
  }

  private boolean isCertain(JsonNode post) {
    String id = post.path("id").asText();
    return !ObjectId.isValid(id)
        || !model.isUncertain(new ObjectId(id), post.path("text").asText());
  }
}
