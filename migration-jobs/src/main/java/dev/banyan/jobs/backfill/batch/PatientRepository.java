package dev.banyan.jobs.backfill.batch;

import com.mongodb.MongoException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A job repository that waits two minutes for a MongoDB that is away, for Spring Batch's own calls
 * too: one that fails ends the step. Only what may be done twice is tried again: reading, and
 * updating, which writes whole records by their id. What makes records fails at once.
 */
final class PatientRepository implements InvocationHandler {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long RETRY_MILLIS = 200;
  private static final List<String> REPEATABLE = List.of("update", "get", "find", "is", "count");

  private final JobRepository repository;
  private final String name;

  private PatientRepository(JobRepository repository, String name) {
    this.repository = repository;
    this.name = name;
  }

  /**
   * Makes a repository patient.
   *
   * @param name of its database, for what is said when patience ends
   */
  static JobRepository of(JobRepository repository, String name) {
    return (JobRepository)
        Proxy.newProxyInstance(
            JobRepository.class.getClassLoader(),
            new Class<?>[] {JobRepository.class},
            new PatientRepository(repository, name));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return method.invoke(repository, arguments);
      } catch (InvocationTargetException e) {
        Throwable thrown = Objects.requireNonNull(e.getCause());
        if (!(thrown instanceof RuntimeException cause)) {
          throw thrown;
        }
        if (!isAway(cause) || REPEATABLE.stream().noneMatch(method.getName()::startsWith)) {
          throw cause;
        }
        if (System.nanoTime() > deadline) {
          throw BatchStore.unusable(name, cause);
        }
        pause(cause);
      }
    }
  }

  private static boolean isAway(Throwable cause) {
    return cause instanceof MongoException
        || cause instanceof DataAccessException
        || cause instanceof TransactionException;
  }

  private void pause(Exception cause) {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BatchStore.unusable(name, cause);
    }
  }
}
