package dev.banyan.jobs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Both sides in this process while the tests of a class run. */
public abstract class EmbeddedServers {

  protected static Sides sides;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
  }

  @AfterAll
  static void stop() throws Exception {
    sides.close();
  }
}
