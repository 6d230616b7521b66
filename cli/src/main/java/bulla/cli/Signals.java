package bulla.cli;

import java.lang.reflect.Proxy;

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
   * @param name without SIG: {@code HUP}
   * @throws IllegalArgumentException if this machine has no such signal or keeps it for itself
   */
  static void on(String name, Runnable reaction) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      reaction.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> "reaction to SIG" + name;
                  });
      Object signal = type.getConstructor(String.class).newInstance(name);
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("SIG" + name + " cannot be listened to", e);
    }
  }
}
