package dev.banyan.jobs.verify;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.Correspondence.Key;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A sample of timelines: the newest posts should be in those of some of their authors' followers.
 *
 * <p>An entry is due if post and edge exist in MongoDB, the post is among the author's {@value
 * #POSTS_OF_AUTHOR} newest (a new follower gets no older ones), and the author's posts are not
 * merged on read. An entry too many is no difference: what a feed shows is decided when it is read.
 * A pair's id is {@code user/postId}.
 */
final class TimelineComparison implements Comparison {

  private static final int POSTS = 200;
  private static final int FOLLOWERS = 5;
  private static final int POSTS_OF_AUTHOR = 50;
  private static final String CELEBRITIES = "~celebrities";
  private static final BsonDocument NEWEST_FIRST = new BsonDocument("_id", new BsonInt32(-1));

  private final MongoCollection<BsonDocument> posts;
  private final MongoCollection<BsonDocument> follows;
  private final DynamoDbClient dynamoDb;

  TimelineComparison(MongoDatabase mongo, DynamoDbClient dynamoDb) {
    this.posts = mongo.getCollection("posts", BsonDocument.class);
    this.follows = mongo.getCollection("follows", BsonDocument.class);
    this.dynamoDb = dynamoDb;
  }

  @Override
  public String table() {
    return "feed-timelines";
  }

  /** No: the sample stays the same, and what is due is asked for again at every check. */
  @Override
  public boolean concerns(String collection) {
    return false;
  }

  @Override
  public void readAll(Pairs pairs, Work work) {
    for (BsonDocument post : posts.find().sort(NEWEST_FIRST).limit(POSTS)) {
      work.submit(
          () -> {
            List<DocumentId> ids = sample(post);
            pairs.compared(ids.size(), compare(ids, false));
          });
    }
  }

  private List<DocumentId> sample(BsonDocument post) {
    List<DocumentId> ids = new ArrayList<>();
    BsonValue author = post.get("author");
    BsonValue id = post.get("_id");
    if (author != null && id != null && id.isObjectId()) {
      for (BsonDocument follow :
          follows.find(new BsonDocument("followee", author)).limit(FOLLOWERS)) {
        BsonValue follower = follow.get("follower");
        if (follower != null && follower.isString()) {
          ids.add(
              DocumentId.ofValue(
                  new BsonString(
                      follower.asString().getValue() + "/" + id.asObjectId().getValue())));
        }
      }
    }
    return ids;
  }

  @Override
  public Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent) {
    Map<DocumentId, Finding> missing = new HashMap<>();
    for (DocumentId id : ids) {
      String text = id.text();
      int slash = text.lastIndexOf('/');
      Key key = new Key(text.substring(0, slash), text.substring(slash + 1));
      if (!exists(table(), "user", key.partition(), "postId", key.sort()) && isDue(key)) {
        Path path = new Path("", "post by one whom the user follows", null);
        missing.put(id, new Finding(Kind.MISSING, key.toString(), List.of(path), null, null, 0));
      }
    }
    return missing;
  }

  private boolean isDue(Key key) {
    BsonObjectId postId = new BsonObjectId(new ObjectId(key.sort()));
    BsonDocument post = posts.find(new BsonDocument("_id", postId)).first();
    BsonValue author = post == null ? null : post.get("author");
    if (author == null || !author.isString()) {
      return false;
    }
    String name = author.asString().getValue();
    BsonDocument newer =
        new BsonDocument("author", author).append("_id", new BsonDocument("$gt", postId));
    BsonDocument edge = new BsonDocument("_id", new BsonString(key.partition() + ":" + name));
    return follows.find(edge).first() != null
        && posts.countDocuments(newer) < POSTS_OF_AUTHOR
        && !exists("feed-edges", "author", CELEBRITIES, "follower", name);
  }

  private boolean exists(
      String table, String partition, String value, String sort, String sortValue) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(table)
                    .key(
                        Map.of(
                            partition,
                            AttributeValue.fromS(value),
                            sort,
                            AttributeValue.fromS(sortValue)))
                    .consistentRead(true))
        .hasItem();
  }
}
