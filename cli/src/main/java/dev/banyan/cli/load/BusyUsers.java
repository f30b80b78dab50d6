package dev.banyan.cli.load;

import java.util.BitSet;

/** Users with a write under way: at most one each, so that its outcome is unambiguous. */
final class BusyUsers {

  private final int users;
  private final BitSet busy = new BitSet();
  private int count;

  BusyUsers(int users) {
    this.users = users;
  }

  /** Takes the preferred user or the next free one; waits while all are busy. */
  synchronized int acquire(int preferred) throws InterruptedException {
    while (count == users) {
      wait();
    }
    int free = busy.nextClearBit(preferred);
    if (free >= users) {
      free = busy.nextClearBit(0);
    }
    take(free);
    return free;
  }

  /** Takes this user, unless a write of theirs is under way. */
  synchronized boolean tryAcquire(int user) {
    if (busy.get(user)) {
      return false;
    }
    take(user);
    return true;
  }

  private void take(int user) {
    busy.set(user);
    count++;
  }

  synchronized void release(int user) {
    busy.clear(user);
    count--;
    notifyAll();
  }
}
