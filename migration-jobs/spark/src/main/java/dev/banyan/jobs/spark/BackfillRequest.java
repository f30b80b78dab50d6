package dev.banyan.jobs.spark;

import java.io.Serializable;

/**
 * What a run is to do; goes to every executor.
 *
 * @param mapping the mapping file
 * @param collection whose documents are copied
 * @param mongoUri MongoDB's connection string
 * @param database that the collection is in
 * @param checkpoint a directory of any Hadoop file system that all executors reach
 * @param target where items go
 * @param documentsPerRange what a checkpoint covers
 * @param tasks how many run at once at most: the cluster's cores
 */
record BackfillRequest(
    MappingText mapping,
    String collection,
    Secret mongoUri,
    String database,
    String checkpoint,
    Target target,
    int documentsPerRange,
    int tasks)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  BackfillRequest {
    if (documentsPerRange < 1 || tasks < 1) {
      throw new IllegalArgumentException(
          "documents per range and tasks must be positive, were "
              + documentsPerRange
              + " and "
              + tasks);
    }
  }

  /**
   * A mapping file as text: it is compiled again where it is used.
   *
   * @param name stands for it in messages
   */
  record MappingText(String name, String yaml) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** Where items go. */
  sealed interface Target extends Serializable {

    /** For people and for the job's record. */
    String describe();

    /**
     * DynamoDB tables, insert-if-absent.
     *
     * @param maxWriteUnits a second for all tasks together; 0 for no bound
     * @param inFlight requests that a task has under way at once
     */
    record Tables(double maxWriteUnits, int inFlight) implements Target {
      private static final long serialVersionUID = 1L;

      public Tables {
        if (maxWriteUnits < 0 || inFlight < 1) {
          throw new IllegalArgumentException(
              "max-wcu must not be negative and in-flight must be positive, were "
                  + maxWriteUnits
                  + " and "
                  + inFlight);
        }
      }

      @Override
      public String describe() {
        return "dynamodb";
      }
    }

    /**
     * Part files for DynamoDB's import from S3.
     *
     * @param directory of any Hadoop file system, with a folder per table inside
     */
    record PartFiles(String directory) implements Target {
      private static final long serialVersionUID = 1L;

      @Override
      public String describe() {
        return directory;
      }
    }
  }
}
