package bulla.cli;

import bulla.posix.PosixException;
import bulla.posix.Signal;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The signals that a daemon listens to. The JDK has this in jdk.unsupported alone, whose every
 * mention is a warning that no annotation can silence; so it is called by reflection.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs something on a thread of its own each time a signal comes, instead of what the Java
   * machine would do.
   *
   * <p>Under nohup(1) too.
   *
   * @throws IllegalArgumentException if this machine has no such signal or keeps it for itself
   */
  static void on(Signal listened, Runnable reaction) {
    String name = listened.name();
    try {
      listened.ignoreNoMore();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(reaction);
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              MethodHandleProxies.asInterfaceInstance(
                  handler, MethodHandles.dropArguments(run, 0, signal)));
    } catch (ReflectiveOperationException | PosixException e) {
      throw new IllegalArgumentException("SIG" + name + " cannot be listened to", e);
    }
  }
}
