package bulla.ffi;

/** What a call through a method handle can throw, other than its own result. */
public final class Failures {
  private Failures() {}

  /** Gives back {@code failure} in a form that can be thrown anywhere. */
  public static RuntimeException unexpected(Throwable failure) {
    return switch (failure) {
      case RuntimeException runtime -> runtime;
      case Error error -> throw error;
      default -> new IllegalStateException(failure);
    };
  }
}
