package dev.banyan.publisher;

import dev.banyan.publisher.RecordAnswer.Failed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Mistakes that the simulation must find: each replaces one decision of the real logic. */
enum PlantedBug {
  NONE(""),

  /** The relay saves what it handed over. */
  CHECKPOINT_BEFORE_ACKNOWLEDGEMENT("has passed") {
    @Override
    SimulatedRelay relay(int[] keys, int[] sizes) {
      return new SimulatedRelay(keys, sizes) {
        @Override
        int checkpoint() {
          return next;
        }
      };
    }
  },

  /** The relay saves the newest acknowledged event, over an older one that is still on its way. */
  CHECKPOINT_OVER_A_GAP("has passed") {
    @Override
    SimulatedRelay relay(int[] keys, int[] sizes) {
      return new SimulatedRelay(keys, sizes) {
        @Override
        int checkpoint() {
          return newestAcknowledged();
        }
      };
    }
  },

  /** A failed record is retried, but its successor goes first. */
  SUCCESSOR_BEFORE_RETRY("first came after") {
    @Override
    OrderingRules rules() {
      return withQueue((bucket, config) -> new OverlappingQueue(bucket, config, false, false));
    }
  },

  /** After a timeout the bucket goes on; the record is sent again beside. */
  TIMED_OUT_RECORD_DOES_NOT_HOLD_ITS_BUCKET("first came after") {
    @Override
    OrderingRules rules() {
      return withQueue((bucket, config) -> new OverlappingQueue(bucket, config, false, true));
    }
  },

  TWO_RECORDS_OF_A_BUCKET_IN_ONE_REQUEST("first came after") {
    @Override
    OrderingRules rules() {
      return withQueue((bucket, config) -> new OverlappingQueue(bucket, config, true, false));
    }
  },

  /** Lanes are rebuilt at once; what is in flight no longer holds its bucket. */
  LANES_REBUILT_WITHOUT_DRAIN("first came after") {
    @Override
    OrderingRules rules() {
      return new OrderingRules() {
        private final List<OverlappingQueue> queues = new ArrayList<>();

        @Override
        BucketQueue queue(int bucket, PublisherConfig config) {
          queues.add(new OverlappingQueue(bucket, config, false, null));
          return queues.get(queues.size() - 1);
        }

        @Override
        boolean mayRegroup(List<Lane> lanes) {
          queues.forEach(OverlappingQueue::letSuccessorPass);
          return true;
        }
      };
    }
  },

  LOST_ACKNOWLEDGEMENT_TAKEN_FOR_SUCCESS("has passed") {
    @Override
    OrderingRules rules() {
      return alsoStored(RetryCause.UNANSWERED);
    }
  },

  PARTIAL_FAILURE_TAKEN_FOR_SUCCESS("has passed") {
    @Override
    OrderingRules rules() {
      return alsoStored(RetryCause.FAILED);
    }
  },

  THROTTLED_RECORD_GIVEN_UP("has passed") {
    @Override
    OrderingRules rules() {
      return alsoStored(RetryCause.THROTTLED);
    }
  },

  ANSWERS_OFF_BY_ONE("has passed") {
    @Override
    OrderingRules rules() {
      return new OrderingRules() {
        @Override
        RecordAnswer answerOf(int record, List<RecordAnswer> answers) {
          return answers.get((record + 1) % answers.size());
        }
      };
    }
  },

  /** The room of a record with several events comes back only in part. */
  BYTES_NOT_RELEASED("room is missing") {
    @Override
    OrderingRules rules() {
      return new OrderingRules() {
        @Override
        int bytesToRelease(SealedRecord record) {
          return record.envelopeBytes() + PublisherConfig.EVENT_BYTES;
        }
      };
    }
  },

  /** An answer that comes after its request was given up settles what is in flight by then. */
  LATE_ANSWER_TAKEN_FOR_THE_CURRENT_RECORD("stuck") {
    @Override
    OrderingRules rules() {
      return new OrderingRules() {
        @Override
        BucketQueue queue(int bucket, PublisherConfig config) {
          return new CarelessQueue(bucket, config);
        }

        @Override
        boolean isAwaited(Request request) {
          return true;
        }
      };
    }
  };

  private final String symptom;

  PlantedBug(String symptom) {
    this.symptom = symptom;
  }

  /** What the simulation says when it has found it. */
  String symptom() {
    return symptom;
  }

  OrderingRules rules() {
    return OrderingRules.REAL;
  }

  SimulatedRelay relay(int[] keys, int[] sizes) {
    return new SimulatedRelay(keys, sizes);
  }

  private interface QueueMaker {
    BucketQueue make(int bucket, PublisherConfig config);
  }

  private static OrderingRules withQueue(QueueMaker maker) {
    return new OrderingRules() {
      @Override
      BucketQueue queue(int bucket, PublisherConfig config) {
        return maker.make(bucket, config);
      }
    };
  }

  private static OrderingRules alsoStored(RetryCause cause) {
    return new OrderingRules() {
      @Override
      boolean isStored(RecordAnswer answer) {
        return super.isStored(answer) || answer instanceof Failed failed && failed.cause() == cause;
      }
    };
  }

  /** Forgets which record an answer belongs to. */
  private static final class CarelessQueue extends BucketQueue {

    private SealedRecord last;

    CarelessQueue(int bucket, PublisherConfig config) {
      super(bucket, config);
    }

    @Override
    Optional<SealedRecord> next(long now, Room room) {
      Optional<SealedRecord> next = super.next(now, room);
      next.ifPresent(record -> last = record);
      return next;
    }

    @Override
    void acknowledged(SealedRecord record) {
      super.acknowledged(last);
    }
  }

  /** Lets a record go while an earlier one is not acknowledged. */
  private static final class OverlappingQueue extends BucketQueue {

    private final Deque<SealedRecord> retries = new ArrayDeque<>();
    private final List<SealedRecord> out = new ArrayList<>();
    private final boolean always;

    /** Passes after a timeout (true), after another failure (false), after neither (null). */
    private final Boolean afterTimeout;

    private SealedRecord current;

    OverlappingQueue(int bucket, PublisherConfig config, boolean always, Boolean afterTimeout) {
      super(bucket, config);
      this.always = always;
      this.afterTimeout = afterTimeout;
    }

    @Override
    Optional<SealedRecord> next(long now, Room room) {
      Optional<SealedRecord> next = super.next(now, room);
      next.ifPresent(record -> current = record);
      if (next.isEmpty() && !retries.isEmpty() && room.takes(retries.peek().requestBytes())) {
        next = Optional.of(retries.poll());
      }
      next.ifPresent(out::add);
      if (always) {
        next.ifPresent(super::acknowledged);
      }
      return next;
    }

    void letSuccessorPass() {
      out.forEach(super::acknowledged);
      current = null;
    }

    @Override
    void acknowledged(SealedRecord record) {
      out.remove(record);
      super.acknowledged(record);
    }

    @Override
    void failed(SealedRecord record, RetryCause cause) {
      out.remove(record);
      boolean timeout = cause == RetryCause.UNANSWERED;
      boolean passes = always || afterTimeout != null && timeout == afterTimeout;
      if (record == current && !passes) {
        super.failed(record, cause);
      } else {
        super.acknowledged(record);
        retries.add(record);
      }
    }

    @Override
    boolean isEmpty() {
      return super.isEmpty() && retries.isEmpty() && out.isEmpty();
    }

    @Override
    Optional<Long> dueAt(long now) {
      return retries.isEmpty() ? super.dueAt(now) : Optional.of(now);
    }
  }
}
