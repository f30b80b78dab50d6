package dev.banyan.jobs.verify;

import dev.banyan.jobs.Sides;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that verifies half of the documents, says so, and waits to be killed. */
final class VerifyingChild {

  private VerifyingChild() {}

  public static void main(String[] args) throws Exception {
    Sides sides = Sides.at(args[0], URI.create(args[1]), List.of());
    int half = Integer.parseInt(args[3]);
    CountDownLatch never = new CountDownLatch(1);
    try (MappedVerification verification = new Orders(sides).verification(Path.of(args[2]));
        VerificationJob job = Orders.job(verification, Orders.CONFIG)) {
      job.run(
          progress -> {
            if (progress.compared() >= half) {
              System.out.println("half");
              await(never);
            }
          });
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
