package dev.banyan.proxy.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBudgetTest {

  private final AtomicLong now = new AtomicLong();

  private static int taken(RetryBudget budget, int asked) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += budget.take() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void readsAndTime_bringInRetriesUpToABound() {
    RetryBudget budget = new RetryBudget(new RetryConfig(10, 10), now::get);
    assertThat(taken(budget, 1_000)).as("ten seconds' worth to begin with").isEqualTo(100);

    for (int i = 0; i < 500; i++) {
      budget.earned();
    }
    assertThat(taken(budget, 1_000)).as("10 percent of 500").isEqualTo(50);

    now.addAndGet(2_000_000_000L);
    assertThat(taken(budget, 1_000)).as("two seconds").isEqualTo(20);

    now.addAndGet(3_600_000_000_000L);
    assertThat(taken(budget, 10_000)).as("what it holds at most").isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x, false",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x, true",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x, false",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, false",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01, false",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01, false",
    "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, false",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz, false",
    "nonsense, false",
  })
  void traceParent_followsTheSpecification(String header, boolean valid) {
    assertThat(TraceParent.isValid(header)).isEqualTo(valid);
    assertThat(TraceParent.isValid(TraceParent.make(TraceParent.id()))).isTrue();
  }
}
