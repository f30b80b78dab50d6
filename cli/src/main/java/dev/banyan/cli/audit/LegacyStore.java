package dev.banyan.cli.audit;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import dev.banyan.cli.audit.AuditReport.Side;
import dev.banyan.cli.load.LivePost;
import dev.banyan.cli.load.SocialModel;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Reads the monolith's collections as they lie there. */
final class LegacyStore {

  private static final int BATCH = 5000;

  private final MongoDatabase database;

  LegacyStore(MongoDatabase database) {
    this.database = database;
  }

  void follows(FollowComparison comparison) {
    var found =
        database
            .getCollection("follows")
            .find()
            .projection(Projections.include("follower", "followee"))
            .batchSize(BATCH);
    for (Document follow : found) {
      String id = String.valueOf(follow.get("_id"));
      if (follow.get("follower") instanceof String follower
          && follow.get("followee") instanceof String followee
          && id.equals(follower + ":" + followee)) {
        comparison.found(follower, followee);
      } else {
        comparison.malformed(
            "%s (follower %s, followee %s)"
                .formatted(id, follow.get("follower"), follow.get("followee")));
      }
    }
  }

  Side posts(SocialModel model) {
    Map<ObjectId, Integer> expected = new HashMap<>();
    for (LivePost post : model.postsNow()) {
      expected.put(post.id(), post.author());
    }
    var extra = new Samples();
    long found = 0;
    for (Document post : database.getCollection("posts").find().batchSize(BATCH)) {
      if (compare(post, expected, model, extra)) {
        found++;
      }
    }
    var missing = new Samples();
    for (ObjectId id : expected.keySet()) {
      if (!model.isUncertain(id, "")) {
        missing.add(id.toHexString());
      }
    }
    return new Side(found, missing.count(), extra.count(), missing.kept(), extra.kept());
  }

  /** Whether the post counts: uncertain ones do not. */
  private static boolean compare(
      Document post, Map<ObjectId, Integer> expected, SocialModel model, Samples extra) {
    if (!(post.get("_id") instanceof ObjectId id)) {
      extra.add(post.get("_id") + " (not an ObjectId)");
      return true;
    }
    Integer author = expected.remove(id);
    String text = String.valueOf(post.get("text"));
    if (model.isUncertain(id, text)) {
      return false;
    }
    if (author == null) {
      extra.add(id.toHexString());
    } else if (!model.userId(author).equals(post.get("author"))) {
      extra.add(
          "%s (author %s instead of %s)".formatted(id, post.get("author"), model.userId(author)));
    }
    return true;
  }
}
