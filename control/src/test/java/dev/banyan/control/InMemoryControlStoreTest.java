package dev.banyan.control;

final class InMemoryControlStoreTest extends ControlStoreContract {

  @Override
  ControlStore store() {
    return new InMemoryControlStore();
  }
}
