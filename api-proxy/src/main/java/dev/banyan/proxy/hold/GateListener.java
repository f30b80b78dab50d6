package dev.banyan.proxy.hold;

/** Hears when a gate's last write under an older owner is finished; called outside its lock. */
@FunctionalInterface
public interface GateListener {

  /** The gate acknowledges another revision than a moment ago. */
  void acknowledged(WriteGate gate);
}
