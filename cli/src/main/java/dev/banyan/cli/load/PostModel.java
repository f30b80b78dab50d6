package dev.banyan.cli.load;

import dev.banyan.cli.input.LoadedPosts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The posts that must exist. Not thread-safe. */
final class PostModel {

  private final List<LivePost> posts = new ArrayList<>();
  private final Map<ObjectId, Integer> positions = new HashMap<>();
  private final Map<Integer, TreeSet<ObjectId>> byAuthor = new HashMap<>();
  private final Set<String> uncertainTags = new HashSet<>();
  private final Set<ObjectId> uncertainDeletes = new HashSet<>();

  PostModel(LoadedPosts loaded) {
    for (int post = 0; post < loaded.count(); post++) {
      created(loaded.id(post), loaded.author(post));
    }
  }

  void created(ObjectId id, int author) {
    positions.put(id, posts.size());
    posts.add(new LivePost(id, author));
    byAuthor.computeIfAbsent(author, user -> new TreeSet<>()).add(id);
  }

  /** Moves the last post to the place of the deleted one, so that drawing stays uniform. */
  void deleted(ObjectId id) {
    Integer position = positions.remove(id);
    if (position == null) {
      return;
    }
    LivePost last = posts.remove(posts.size() - 1);
    LivePost gone = position < posts.size() ? posts.set(position, last) : last;
    if (!last.id().equals(id)) {
      positions.put(last.id(), position);
    }
    of(gone.author()).remove(id);
  }

  /** A post with this tag in its text may exist or not. */
  void uncertainCreate(String tag) {
    uncertainTags.add(tag);
  }

  void uncertainDelete(ObjectId id) {
    uncertainDeletes.add(id);
  }

  boolean isUncertain(ObjectId id) {
    return uncertainDeletes.contains(id);
  }

  boolean isUncertainTag(@Nullable String tag) {
    return tag != null && uncertainTags.contains(tag);
  }

  int uncertainCount() {
    return uncertainTags.size() + uncertainDeletes.size();
  }

  int certainCount() {
    return posts.size() - (int) uncertainDeletes.stream().filter(this::isLive).count();
  }

  boolean isLive(ObjectId id) {
    return positions.containsKey(id);
  }

  int count() {
    return posts.size();
  }

  @Nullable LivePost any(Random random) {
    return posts.isEmpty() ? null : posts.get(random.nextInt(posts.size()));
  }

  Collection<LivePost> all() {
    return List.copyOf(posts);
  }

  /** An author's posts by id; to be read only. */
  TreeSet<ObjectId> of(int author) {
    return byAuthor.getOrDefault(author, new TreeSet<>());
  }
}
