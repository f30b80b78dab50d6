package dev.banyan.sample.post;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.banyan.sample.web.Page;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.stereotype.Service;

/** Posts, and timelines of them, newest first. */
@Service
public class PostService {

  private final MongoTemplate mongo;
  private final Clock clock;

  PostService(MongoTemplate mongo, Clock clock) {
    this.mongo = mongo;
    this.clock = clock;
  }

  Post compose(String author, String text) {
    return mongo.insert(
        new Post(
            new ObjectId().toHexString(),
            author,
            text,
            clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  Optional<Post> byId(String id) {
    return Optional.ofNullable(mongo.findById(id, Post.class));
  }

  void delete(String id) {
    mongo.remove(query(where("_id").is(new ObjectId(id))), Post.class);
  }

  /**
   * The newest posts of the authors.
   *
   * @param before only posts with a lower id, or null for the first page
   */
  public Page<Post> timeline(List<String> authors, @Nullable ObjectId before, int limit) {
    if (authors.isEmpty()) {
      return new Page<>(List.of(), null);
    }
    Criteria criteria =
        authors.size() == 1 ? where("author").is(authors.get(0)) : where("author").in(authors);
    if (before != null) {
      criteria = criteria.and("_id").lt(before);
    }
    var newestFirst = query(criteria).with(Sort.by(Sort.Direction.DESC, "_id")).limit(limit + 1);
    return Page.of(mongo.find(newestFirst, Post.class), limit, Post::id);
  }
}
