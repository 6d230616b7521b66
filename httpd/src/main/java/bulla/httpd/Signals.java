package bulla.httpd;

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

  /** Takes the signals over; from now on none of them ends the process by itself. */
  static Signals take() {
    Signals signals = new Signals();
    signals.handle("TERM", Request.STOP);
    signals.handle("INT", Request.STOP);
    signals.handle("WINCH", Request.GRACEFUL_STOP);
    signals.handle("HUP", Request.RESTART);
    signals.handle("USR1", Request.GRACEFUL);
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

  private void handle(String name, Request request) {
    try {
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
    } catch (ReflectiveOperationException unavailable) {
      throw new IllegalStateException("this Java cannot take signal " + name, unavailable);
    }
  }
}
