package dev.banyan.sample.follow;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.banyan.sample.web.Cursor;
import dev.banyan.sample.web.Page;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Service;

/** The edges of the social graph. */
@Service
public class FollowService {

  private final MongoTemplate mongo;
  private final Clock clock;

  FollowService(MongoTemplate mongo, Clock clock) {
    this.mongo = mongo;
    this.clock = clock;
  }

  /** Follows; doing so again changes nothing, the first {@code createdAt} stays. */
  void follow(String follower, String followee) {
    try {
      mongo.insert(Follow.of(follower, followee, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    } catch (DuplicateKeyException e) {
      // Follows already: that is what was asked for.
    }
  }

  void unfollow(String follower, String followee) {
    mongo.remove(byId(follower, followee), Follow.class);
  }

  boolean follows(String follower, String followee) {
    return mongo.exists(byId(follower, followee), Follow.class);
  }

  Page<String> following(String user, String after, int limit) {
    return page("follower", user, "followee", after, limit);
  }

  Page<String> followers(String user, String after, int limit) {
    return page("followee", user, "follower", after, limit);
  }

  /** Everybody that the user follows, in no particular order. */
  public List<String> allFollowing(String user) {
    return ids(query(where("follower").is(user)), "followee");
  }

  private Page<String> page(String fixed, String user, String wanted, String after, int limit) {
    Query query =
        query(where(fixed).is(user).and(wanted).gt(after)).with(Sort.by(wanted)).limit(limit + 1);
    return Page.of(ids(query, wanted), limit, Cursor::ofUser);
  }

  /** Reads one field only, so that the index alone answers. */
  private List<String> ids(Query query, String field) {
    query.fields().include(field).exclude("_id");
    var ids = new ArrayList<String>();
    for (Document found : mongo.find(query, Document.class, "follows")) {
      ids.add(found.getString(field));
    }
    return ids;
  }

  private static Query byId(String follower, String followee) {
    return query(where("_id").is(Follow.idOf(follower, followee)));
  }
}
