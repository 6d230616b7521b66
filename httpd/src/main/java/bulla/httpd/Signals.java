package bulla.httpd;

import bulla.posix.PosixException;
import bulla.posix.Signal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The signals that httpd lives by. The JDK's own way to them, {@code sun.misc.Signal}, is looked up
 * at run time: the compiler warns of it wherever it is named.
 */
final class Signals {
  /** What a signal asks for. */
  enum Request {
    /** TERM, INT. */
    STOP,
    /** WINCH. */
    GRACEFUL_STOP,
    /** HUP. */
    RESTART,
    /** USR1. */
    GRACEFUL
  }

  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  /**
   * Takes the signals over, under nohup(1) too; from now on none of them ends the process by
   * itself.
   */
  static Signals take() {
    Signals signals = new Signals();
    signals.handle(Signal.TERM, Request.STOP);
    signals.handle(Signal.INT, Request.STOP);
    signals.handle(Signal.WINCH, Request.GRACEFUL_STOP);
    signals.handle(Signal.HUP, Request.RESTART);
    signals.handle(Signal.USR1, Request.GRACEFUL);
    return signals;
  }

  /** Waits for the next one. */
  Request next() throws InterruptedException {
    return requests.take();
  }

  /** Waits a while for the next one; null if none came. */
  @Nullable Request next(Duration longest) throws InterruptedException {
    return requests.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void handle(Signal taken, Request request) {
    String name = taken.name();
    try {
      taken.ignoreNoMore();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocation =
          (proxy, method, arguments) -> {
            switch (method.getName()) {
              case "equals" -> {
                return arguments != null
                    && System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
              }
              case "hashCode" -> {
                return System.identityHashCode(request);
              }
              case "toString" -> {
                return request.toString();
              }
              default -> requests.add(request);
            }
            return null;
          };
      Object proxy =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | PosixException unavailable) {
      throw new IllegalStateException("this Java cannot take signal " + name, unavailable);
    }
  }
}
