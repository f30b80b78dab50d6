package dev.banyan.jobs.checkpoint;

final class InMemoryCheckpointStoreTest extends CheckpointStoreContract {

  @Override
  CheckpointStore store() {
    return new InMemoryCheckpointStore();
  }
}
