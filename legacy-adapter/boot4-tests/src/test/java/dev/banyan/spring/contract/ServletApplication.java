package dev.banyan.spring.contract;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.DBRef;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.repository.MongoRepository;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Spring MVC and repositories: an edge collection, embedded arrays of ids, DBRefs. */
@SpringBootApplication
@ComponentScan(
    excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*contract\\.Reactive.*"))
@EnableMongoRepositories(considerNestedRepositories = true)
class ServletApplication {

  /** An edge. */
  @Document("follows")
  record Follow(@Id String id, String follower, String followee) {}

  interface Follows extends MongoRepository<Follow, String> {}

  /** A document that embeds the ids of others. */
  @Document("teams")
  record Team(@Id String id, String name, List<String> memberIds) {}

  interface Teams extends MongoRepository<Team, String> {}

  @Document("authors")
  record Author(@Id String id, String name) {}

  interface Authors extends MongoRepository<Author, String> {}

  /** A document that refers to others as DBRefs. */
  @Document("books")
  record Book(@Id String id, String title, @DBRef Author author, @DBRef List<Author> others) {}

  interface Books extends MongoRepository<Book, String> {}

  @RestController
  record ServletApi(
      Follows follows, Teams teams, Authors authors, Books books, MongoTemplate template) {

    @PutMapping("/follows/{a}/{b}")
    ResponseEntity<Void> follow(@PathVariable("a") String a, @PathVariable("b") String b) {
      follows.save(new Follow(a + ":" + b, a, b));
      return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/follows/{a}/{b}")
    String unfollow(@PathVariable("a") String a, @PathVariable("b") String b) {
      follows.deleteById(a + ":" + b);
      return "gone";
    }

    @PutMapping("/teams/{id}/{member}")
    Team join(@PathVariable("id") String id, @PathVariable("member") String member) {
      Optional<Team> team = teams.findById(id);
      List<String> before = team.map(Team::memberIds).orElse(List.of());
      return teams.save(
          new Team(
              id,
              "Team " + id,
              java.util.stream.Stream.concat(before.stream(), java.util.stream.Stream.of(member))
                  .toList()));
    }

    @PostMapping("/books/{id}")
    String write(@PathVariable("id") String id) {
      Author one = authors.save(new Author("a-1", "Ada"));
      Author two = authors.save(new Author("a-2", "Alan"));
      books.save(new Book(id, "On figs", one, List.of(one, two)));
      return id;
    }

    @PostMapping("/stream")
    void stream(HttpServletResponse response) throws IOException {
      follows.save(new Follow("s:t", "s", "t"));
      response.getOutputStream().write(new byte[100_000]); // more than the buffer: commits
      response.flushBuffer();
    }

    @PostMapping("/refuse")
    void refuse(HttpServletResponse response) throws IOException {
      follows.save(new Follow("r:t", "r", "t"));
      response.sendError(409);
    }

    @PostMapping("/idle")
    String idle() {
      return String.valueOf(follows.count());
    }

    @GetMapping("/mdc")
    Map<String, String> mdc() {
      follows.save(new Follow("m:t", "m", "t"));
      return Map.of(
          "correlationId", MDC.get("correlationId"), "traceparent", MDC.get("traceparent"));
    }
  }
}
