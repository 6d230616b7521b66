package bulla.openssl;

/** What to do with an exception that must not cross into C, where it would end the process. */
final class UpcallFailures {
  private UpcallFailures() {}

  static void report(String callback, Throwable failure) {
    System.getLogger("bulla.openssl")
        .log(System.Logger.Level.ERROR, "the " + callback + " callback failed", failure);
  }
}
